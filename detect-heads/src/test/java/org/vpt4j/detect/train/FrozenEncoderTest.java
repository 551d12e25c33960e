package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.detect.config.TrainingConfig;
import org.vpt4j.detect.model.DetectionModel;
import org.vpt4j.detect.optim.TrainedTensor;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.tensor.FloatTensor;

class FrozenEncoderTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({"vpt-deep, 1", "vpt-shallow, 1", "head-only, 0"})
    void onlyPromptAndHeadAreInTheOptimizerAndEachOfThemMovesWhileTheEncoderStays(String method, int prompts) {
        TrainingConfig config = TinyWorld.in(root).config("run").with("method", method);
        try (TrainingSession session = new TrainingSession(TrainingInputs.open(config))) {
            VisionEncoder encoder = session.model().encoder();
            Map<String, String> encoderBefore = encoder.fingerprints();
            assertThat(encoderBefore).hasSizeGreaterThan(20);
            Map<String, FloatTensor> before = trained(session);
            assertThat(before.keySet())
                    .isEqualTo(session.model().parameters().names())
                    .allMatch(name -> name.startsWith(DetectionModel.PROMPT) || name.startsWith(DetectionModel.HEAD));
            assertThat(before.keySet())
                    .filteredOn(name -> name.startsWith(DetectionModel.PROMPT))
                    .hasSize(prompts);

            trainTwoEpochs(session);

            assertThat(encoder.fingerprints()).isEqualTo(encoderBefore);
            assertThat(encoder.weights().values()).noneMatch(weight -> weight.hasGradient());
            trained(session).forEach((name, after) -> assertThat(Runs.distance(after, before.get(name)))
                    .as(name)
                    .isGreaterThan(0));
        }
    }

    @Test
    void fullFineTuningTrainsACopyOfEveryWeightAndLeavesTheOriginal() {
        TrainingConfig config = TinyWorld.in(root).config("run").with("method", "full");
        try (TrainingSession session = new TrainingSession(TrainingInputs.open(config))) {
            VisionEncoder encoder = session.model().encoder();
            Map<String, String> encoderBefore = encoder.fingerprints();
            Map<String, FloatTensor> before = trained(session);
            encoderBefore.keySet().forEach(name -> assertThat(before).containsKey(DetectionModel.PROMPT + name));

            trainTwoEpochs(session);

            assertThat(encoder.fingerprints()).isEqualTo(encoderBefore);
            trained(session).forEach((name, after) -> assertThat(Runs.distance(after, before.get(name)))
                    .as(name)
                    .isGreaterThan(0));
        }
    }

    private static void trainTwoEpochs(TrainingSession session) {
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Iterator<Batch> batches = session.training().epoch(epoch); batches.hasNext(); ) {
                try (Batch batch = batches.next()) {
                    session.step().run(batch, true);
                }
            }
        }
    }

    /** Values of what the optimizer holds. */
    private static Map<String, FloatTensor> trained(TrainingSession session) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        for (TrainedTensor tensor : session.optimizer().trained()) {
            values.put(tensor.name(), FloatTensor.from(tensor.array()));
        }
        return values;
    }
}
