package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.vision.script.Tensors;

class TrainingStepTest {
    @TempDir
    Path root;

    TinyWorld world;

    @BeforeEach
    void makeWorld() {
        world = TinyWorld.in(root);
    }

    /** The loss is normalised over a batch, so the halves are made alike. */
    @Test
    void twoAccumulatedBatchesHaveTheGradientOfOneOfDoubleSize() {
        Map<String, float[]> halves = gradients(2, 2);
        Map<String, float[]> whole = gradients(1, 4);
        assertThat(halves.keySet()).isEqualTo(whole.keySet());
        halves.forEach((name, gradient) -> {
            double scale = largest(whole.get(name));
            assertThat(scale).as(name).isPositive();
            assertThat(largest(difference(gradient, whole.get(name)))).as(name).isLessThan(1e-4 * scale);
        });
    }

    /** What the optimizer's first step made of twice the same two images, in batches of this size: its first moments. */
    private Map<String, float[]> gradients(int accumulate, int batchSize) {
        TrainingConfig config =
                world.config("run").with("accumulate", accumulate).with("clip", 0);
        TrainingInputs inputs = TrainingInputs.open(config);
        try (TrainingSession session = new TrainingSession(inputs);
                ImageBatch.Source loader = plain(inputs, List.of(4, 5, 4, 5), batchSize)) {
            for (Iterator<? extends ImageBatch> batches = loader.epoch(0, 0); batches.hasNext(); ) {
                try (ImageBatch batch = batches.next()) {
                    session.step().run(batch, !batches.hasNext());
                }
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            Tensors moments = session.optimizer().state().under("first.");
            moments.asMap().forEach((name, moment) -> gradients.put(name, moment.toFloatArray()));
            return gradients;
        }
    }

    private static float[] difference(float[] a, float[] b) {
        float[] difference = a.clone();
        for (int i = 0; i < a.length; i++) {
            difference[i] -= b[i];
        }
        return difference;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static ImageBatch.Source plain(TrainingInputs inputs, List<Integer> images, int batchSize) {
        DetectionDataset all = inputs.data().require(Split.TRAIN);
        List<LabelledImage> chosen = images.stream().map(all.images()::get).toList();
        LoaderConfig how =
                LoaderConfig.plain(inputs.spec().input(), inputs.spec().normalization(), batchSize);
        return new LoadedImages(new DetectionLoader(new DetectionDataset(all.classes(), chosen), how));
    }

    @Test
    void aBatchThatOnlyAccumulatesMovesNothing() {
        TrainingInputs inputs = TrainingInputs.open(world.config("run").with("accumulate", 2));
        try (TrainingSession session = new TrainingSession(inputs);
                ImageBatch batch = session.training().epoch(0, 0).next()) {
            Checkpoint before = session.checkpoint(Progress.start());
            TrainingListener.StepResult result = session.step().run(batch, false);
            assertThat(result.updated()).isFalse();
            assertThat(session.checkpoint(Progress.start())).isEqualTo(before);
            assertThat(session.step().run(batch, true).gradientNorm()).isPositive();
            assertThat(session.checkpoint(Progress.start())).isNotEqualTo(before);
        }
    }

    @Test
    void aLossThatIsNoNumberIsToldWithStepAndLearningRate() {
        TrainingInputs inputs = TrainingInputs.open(diverging("no-number"));
        try (TrainingSession session = new TrainingSession(inputs);
                ImageBatch batch = session.training().epoch(0, 0).next()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            session.step().run(batch, true);
                        }
                    })
                    .isExactlyInstanceOf(TrainingDiverged.class)
                    .hasMessageMatching(
                            "the (loss|norm of the gradient) is (NaN|-?Infinity)( \\(class NaN.*\\))? in step \\d+"
                                    + " at a learning rate of \\d+\\.\\d+ for the head, \\d+\\.\\d+ for what is tuned;"
                                    + " lower lr or tuning-lr .*");
        }
    }

    @Test
    void valuesBeyondWhatATaskFileHoldsEndTheRunAndTheCheckpointBeforeStays() {
        TrainingConfig config = diverging("too-large").with("batch", 1);
        assertThatThrownBy(() -> Trainer.train(config, TrainingListener.NONE, new StopSignal()))
                .isExactlyInstanceOf(TrainingDiverged.class)
                .hasMessageMatching("training diverges: head\\..* lower lr or tuning-lr .*; no epoch was finished");
        RunDirectory run = new RunDirectory(config.out());
        assertThat(run.task()).doesNotExist();
        assertThat(Checkpoint.read(run.checkpoint()).progress().epochs()).isZero();
    }

    @Test
    void whatEpochsBeforeHaveLearnedIsNamedWhereATrainingDiverges() {
        TrainingConfig config = diverging("later").with("ema", 0.9999);
        assertThatThrownBy(() -> Trainer.train(config, TrainingListener.NONE, new StopSignal()))
                .isExactlyInstanceOf(TrainingDiverged.class)
                .hasMessageMatching("(the|training) .*; the last good checkpoint is that of epoch \\d+, .*checkpoint.*,"
                        + " the best task so far that of epoch \\d+, .*task.safetensors");
        RunDirectory run = new RunDirectory(config.out());
        assertThat(run.task()).exists();
        assertThat(Checkpoint.read(run.checkpoint()).progress().epochs()).isPositive();
    }

    /** Every step multiplies the head's matrices by -99. */
    private TrainingConfig diverging(String out) {
        return world.config(out)
                .with("lr", 10)
                .with("weight-decay", 10)
                .with("warmup", 0)
                .with("epochs", 100);
    }
}
