package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.Evaluator;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethods;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;

class FrozenEncoderTest {
    @TempDir
    Path root;

    /** All methods that need no words, and a sum of two. */
    static Stream<String> methods() {
        return Stream.concat(
                TuningMethods.names().stream().filter(name -> !TuningMethods.has(name, "text-width")),
                Stream.of("pixel-border+vpt-shallow", "vpt-deep+lora"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onlyTheMethodsTensorsAndTheHeadAreInTheOptimizerAndEachOfThemMovesWhileTheEncoderStays(String method) {
        TrainingConfig config = TinyWorld.in(root).config("run").with("method", method);
        try (TrainingSession session = new TrainingSession(TrainingInputs.open(config))) {
            VisionEncoder encoder = session.model().encoder();
            Map<String, String> encoderBefore = encoder.fingerprints();
            assertThat(encoderBefore).hasSizeGreaterThan(20);
            Map<String, FloatTensor> before = trained(session);
            assertThat(before.keySet())
                    .isEqualTo(session.model().parameters().names())
                    .allMatch(name -> name.startsWith(DetectionModel.TUNED) || name.startsWith(DetectionModel.HEAD));
            assertThat(before.keySet())
                    .filteredOn(name -> name.startsWith(DetectionModel.TUNED))
                    .hasSize(tensors(session));

            trainTwoEpochs(session);

            assertThat(encoder.fingerprints()).isEqualTo(encoderBefore);
            assertThat(encoder.weights().values()).noneMatch(weight -> weight.hasGradient());
            trained(session).forEach((name, after) -> assertThat(Runs.distance(after, before.get(name)))
                    .as(name)
                    .isGreaterThan(0));
        }
    }

    private static int tensors(TrainingSession session) {
        DetectionModel model = session.model();
        return model.spec().method().shapes(model.encoder().config()).size();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aTaskFileHoldsWhatTheMethodAndTheHeadHaveLearnedAndDetectsTheSameOnceItIsReadAgain(String method) {
        TrainingConfig config = TinyWorld.in(root).config("run").with("method", method);
        TrainingInputs inputs = TrainingInputs.open(config);
        try (TrainingSession session = new TrainingSession(inputs);
                ImageBatch batch = session.training().epoch(0, 0).next()) {
            Progress progress = Progress.start().after(session.step().run(batch, true), 1);
            Evaluation validation = session.validate(done -> {});
            Task task = session.task(session.report(1, progress, validation, 1), validation);
            Path file = root.resolve("task.safetensors");
            TaskFile.write(file, task, DataType.F32);

            Set<String> stored = new TreeSet<>(Safetensors.open(file).names());
            assertThat(stored)
                    .isEqualTo(new TreeSet<>(session.model().parameters().names()));
            Task again = TaskFile.read(file);
            assertThat(again).isEqualTo(task);
            try (DetectionModel model = CheckedTask.of(again, inputs.backbone())
                    .model(session.model().encoder())) {
                assertThat(model.spec().method()).isEqualTo(inputs.spec().method());
                assertThat(detections(inputs, model)).isEqualTo(validation.images());
            }
        }
    }

    private static List<Evaluation.ImageDetections> detections(TrainingInputs inputs, DetectionModel model) {
        ModelSpec spec = model.spec();
        LoaderConfig plain = LoaderConfig.plain(
                spec.input(), spec.normalization(), inputs.config().get(TrainingSettings.BATCH));
        try (ImageBatch.Source images =
                new LoadedImages(new DetectionLoader(inputs.data().require(Split.VALIDATION), plain))) {
            List<Evaluation.ImageDetections> found = Evaluator.evaluate(model, model.parameters(), images, done -> {})
                    .images();
            assertThat(found).anyMatch(image -> !image.found().isEmpty());
            return found;
        }
    }

    private static void trainTwoEpochs(TrainingSession session) {
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Iterator<? extends ImageBatch> batches = session.training().epoch(epoch, 0); batches.hasNext(); ) {
                try (ImageBatch batch = batches.next()) {
                    session.step().run(batch, true);
                }
            }
        }
    }

    /** Values of what the optimizer holds. */
    private static Map<String, FloatTensor> trained(TrainingSession session) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        for (Optimizer.TrainedTensor tensor : session.optimizer().trained()) {
            values.put(tensor.name(), FloatTensor.from(tensor.array()));
        }
        return values;
    }
}
