package org.vpt4j.samples.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.OpenVocabulary;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.InputSize;
import org.vpt4j.detect.train.Trainer;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.samples.run.TaskEvaluation;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.VisionLanguage;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** Whether words mean what they say: names find objects on scenes that neither tiny-clip nor any task has seen. */
class WordMeaningTest {
    private static final String TOY = "tiny-clip";
    private static final DetectorOptions OPTIONS =
            DetectorOptions.defaults().withBackbone(TOY).withThreads(1);
    private static final Map<String, String> UNKNOWN = Map.of(
            "red", "zorp", "green", "blick", "blue", "fep", "yellow", "dax", "purple", "wug", "orange", "toma", "cyan",
            "gazer", "pink", "lop");

    @TempDir
    Path folder;

    private final Backbone backbone = BackboneHub.standard().open(TOY);

    @Test
    void namesAloneFindObjects() {
        List<String> names = data(SampleData.scenes()).classes();
        assertThat(ap50(OpenVocabulary.zeroShot(backbone, names), SampleData.scenes()))
                .isGreaterThan(0.8);
    }

    @Test
    void theNamesOfOthersFindNothing() {
        List<String> names = data(SampleData.scenes()).classes();
        List<String> moved =
                Stream.concat(names.stream().skip(1), names.stream().limit(1)).toList();
        Task task = OpenVocabulary.zeroShot(backbone, moved);
        assertThat(ap50(named(task, names), SampleData.scenes())).isLessThan(0.1);
    }

    @Test
    void whatIsSaidAroundANameMattersLittle() {
        List<String> names = data(SampleData.scenes()).classes();
        Task all = OpenVocabulary.zeroShot(backbone, names);
        FloatTensor bare = VisionLanguage.of(backbone).classes(names, List.of("{}"));
        assertThat(ap50(with(all, bare), SampleData.scenes())).isCloseTo(ap50(all, SampleData.scenes()), within(0.15));
    }

    @Test
    void namesThatMeanNothingAreLearned() throws IOException {
        Path renamed = renamed();
        List<String> names = data(renamed).classes();
        assertThat(ap50(OpenVocabulary.zeroShot(backbone, names), renamed)).isLessThan(0.3);

        TrainingConfig config = TrainingConfig.defaults()
                .with(TrainingSettings.DATA, Optional.of(renamed))
                .with(TrainingSettings.BACKBONE, TOY)
                .with(TrainingSettings.METHOD, "coop")
                .with("class-context", "true")
                .with("tuning-lr", "0.05")
                .with(TrainingSettings.HEAD, OpenVocabulary.ZERO_SHOT)
                .with(TrainingSettings.SIZE, InputSize.parse("128x128"))
                .with(TrainingSettings.PRECISION, Optional.of(Precision.FLOAT32))
                .with(TrainingSettings.AUGMENT, Augmentations.Kind.NONE)
                .with(TrainingSettings.CACHE, "off")
                .with(TrainingSettings.EPOCHS, Optional.of(8))
                .with(TrainingSettings.OUT, folder.resolve("coop"));
        Task learned = TaskFile.read(Trainer.train(config).run().task());

        assertThat(ap50(learned, renamed)).isGreaterThan(0.6);
        assertThatThrownBy(() -> OpenVocabulary.withClasses(learned, backbone, List.of("red object")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("words of their own");
    }

    @Test
    void bothEnginesFindTheSame() {
        Path image =
                data(SampleData.scenes()).require(Split.TEST).images().get(0).file();
        List<String> names = List.of("red object", "striped object");
        try (Detector onnx = Detector.zeroShot(names, OPTIONS);
                Detector torch = Detector.zeroShot(names, OPTIONS.withEngine(DetectorOptions.PYTORCH))) {
            List<Detection> expected = torch.detect(Image.read(image));
            List<Detection> found = onnx.detect(Image.read(image));
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).label()).isEqualTo(expected.get(i).label());
                assertThat(found.get(i).box()).isEqualTo(expected.get(i).box());
                assertThat(found.get(i).score()).isCloseTo(expected.get(i).score(), within(1e-4));
            }
        }
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        assertThatThrownBy(() -> Detector.zeroShot(List.of("cat"), DetectorOptions.defaults()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("knows words");
        assertThatThrownBy(() -> Detector.zeroShot(
                        List.of("cat"), DetectorOptions.defaults().withBackbone("dinov2-small")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no text encoder");
        assertThatThrownBy(() -> Detector.zeroShot(List.of("cat", " "), OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a name is missing");
        assertThatThrownBy(() -> Detector.zeroShot(List.of("cat", "cat"), OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> VisionLanguage.of(backbone).classes(List.of("cat"), List.of("a photo")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no place for the class name");
    }

    private double ap50(Task task, Path scenes) {
        Path file = folder.resolve(task.hashCode() + ".safetensors");
        TaskFile.write(file, task, DataType.F32);
        return TaskEvaluation.of(file, data(scenes).require(Split.TEST), OPTIONS, done -> {})
                .metrics()
                .ap50();
    }

    private static DetectionData data(Path scenes) {
        return DetectionData.open(scenes, 0);
    }

    /** The sample with names for its classes that no text encoder has read. */
    private Path renamed() throws IOException {
        Path copy = folder.resolve("renamed");
        try (Stream<Path> files = Files.walk(SampleData.scenes())) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(SampleData.scenes().relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (file.toString().endsWith(".json")) {
                    String json = Files.readString(file);
                    for (Map.Entry<String, String> name : UNKNOWN.entrySet()) {
                        json = json.replace("\"" + name.getKey() + " object\"", "\"" + name.getValue() + "\"");
                    }
                    Files.writeString(target, json);
                } else if (!file.endsWith("SHA256SUMS")) {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    private static Task named(Task task, List<String> classes) {
        return new Task(
                classes,
                task.method(),
                task.head(),
                task.preprocessing(),
                task.backbone(),
                task.threshold(),
                task.provenance(),
                task.tuned(),
                task.headTensors());
    }

    private static Task with(Task task, FloatTensor text) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>(task.headTensors());
        tensors.put("text", text);
        return new Task(
                task.classes(),
                task.method(),
                task.head(),
                task.preprocessing(),
                task.backbone(),
                task.threshold(),
                task.provenance(),
                task.tuned(),
                tensors);
    }
}
