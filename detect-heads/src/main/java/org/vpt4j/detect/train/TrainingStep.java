package org.vpt4j.detect.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.detect.inference.ModelSpec;
import org.vpt4j.vision.encoder.Checkpointing;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;

/** One training step: encode, detect, assign, loss, backward, and on every n-th batch clip and update. */
final class TrainingStep {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final DetectionModel model;
    private final Optimizer optimizer;
    private final MovingAverage average;
    private LearningRateSchedule schedule;
    private final double clip;
    private final double rate;
    private final double tuningRate;
    private final long seed;
    private final Optional<Checkpointing> checkpointing;
    private final PhaseTimes times = new PhaseTimes();
    private int accumulated; // batches accumulated since the last optimizer step

    public TrainingStep(
            DetectionModel model,
            Optimizer optimizer,
            MovingAverage average,
            LearningRateSchedule schedule,
            TrainingConfig config) {
        this(model, optimizer, average, schedule, config, Optional.empty());
    }

    /** @param checkpointing of the model's encoder, to trade time for memory; remains owned by the caller */
    TrainingStep(
            DetectionModel model,
            Optimizer optimizer,
            MovingAverage average,
            LearningRateSchedule schedule,
            TrainingConfig config,
            Optional<Checkpointing> checkpointing) {
        this.model = model;
        this.optimizer = optimizer;
        this.average = average;
        this.schedule = schedule;
        this.clip = config.get(TrainingSettings.CLIP);
        this.rate = config.get(TrainingSettings.LR);
        this.tuningRate = config.tuningRate(model.spec().method());
        this.seed = config.get(TrainingSettings.SEED);
        this.checkpointing = checkpointing;
    }

    /** Follows another schedule from the next step on. */
    void follow(LearningRateSchedule changed) {
        this.schedule = changed;
    }

    /** Time spent in each phase since the last {@link PhaseTimes#clear}. */
    public PhaseTimes times() {
        return times;
    }

    /**
     * Trains on one batch.
     *
     * @param batch images, and truth in input coordinates
     * @param update whether the optimizer steps after this batch, or gradients keep accumulating
     * @throws TrainingDiverged if loss or gradient is not finite; names the step and the learning rates
     */
    public TrainingListener.StepResult run(ImageBatch batch, boolean update) {
        try (NDManager scope = model.manager().newSubManager()) {
            TrainingListener.StepResult accumulating = learn(scope, batch);
            return update
                    ? new TrainingListener.StepResult(
                            accumulating.loss(), accumulating.lossParts(), step(), batch.size(), true)
                    : accumulating;
        }
    }

    private TrainingListener.StepResult learn(NDManager scope, ImageBatch batch) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            VisionEncoder.Input input = batch.input(scope, model.encoder());
            times.end(StepBenchmark.Phase.DATA);
            Forward forward = encode(scope, input);
            times.end(StepBenchmark.Phase.ENCODER);
            NDList outputs = model.detectOn(scope, forward.maps(), model.parameters(), true);
            times.end(StepBenchmark.Phase.HEAD);
            HeadNetwork.Loss loss = model.network().loss(scope, outputs, batch.input(), truth(batch));
            double total = loss.value();
            requireFinite("loss", total, optimizer.steps(), () -> notFinite(loss));
            times.end(StepBenchmark.Phase.LOSS);
            collector.backward(loss.total());
            forward.rest().accept(collector);
            accumulated++;
            times.end(StepBenchmark.Phase.BACKWARD);
            return new TrainingListener.StepResult(total, loss.parts(), 0, batch.size(), false);
        }
    }

    /** A seed that differs for every batch of the run but is reproduced when the run resumes from a checkpoint. */
    private long chance() {
        SplittableRandom ofStep = new SplittableRandom(seed + optimizer.steps() * GOLDEN);
        return ofStep.nextLong() + accumulated;
    }

    /** Feature maps, and the rest of the backward pass, from the maps into the encoder. */
    private record Forward(NDList maps, Consumer<GradientCollector> rest) {}

    private Forward encode(NDManager scope, VisionEncoder.Input input) {
        ModelSpec spec = model.spec();
        EncoderConfig encoder = model.encoder().config();
        int lowest = spec.method().lowestLayer(encoder);
        if (checkpointing.isEmpty() || lowest > Collections.max(spec.encoderLayers(encoder))) {
            return new Forward(model.encodeInTraining(scope, input, model.parameters(), chance()), collector -> {});
        }
        Tensors tuned = model.parameters().under(DetectionModel.TUNED);
        Checkpointing.Pass pass = checkpointing
                .get()
                .forward(scope, input, spec.head().layers(), spec.method().inTraining(chance()), lowest, tuned);
        return new Forward(pass.maps(), pass::backward);
    }

    private double step() {
        double norm = optimizer.step(schedule.factor(optimizer.steps()), clip, accumulated);
        accumulated = 0;
        requireFinite("norm of the gradient", norm, optimizer.steps() - 1, () -> "");
        average.update(optimizer.steps());
        times.end(StepBenchmark.Phase.OPTIMIZER);
        return norm;
    }

    private static List<List<Annotation>> truth(ImageBatch batch) {
        return batch.images().stream().map(Batch.Image::annotations).toList();
    }

    private boolean tunes() {
        return model.parameters().under(DetectionModel.TUNED).count() > 0;
    }

    /** Names the parts that are not finite: {@code  (class NaN)}. */
    private static String notFinite(HeadNetwork.Loss loss) {
        String parts = loss.parts().entrySet().stream()
                .filter(part -> !Float.isFinite(part.getValue()))
                .map(part -> part.getKey() + " " + part.getValue())
                .collect(Collectors.joining(", "));
        return parts.isEmpty() ? "" : " (" + parts + ")";
    }

    private void requireFinite(String what, double value, long step, Supplier<String> detail) {
        if (!Double.isFinite(value)) {
            double factor = schedule.factor(step);
            throw new TrainingDiverged("the " + what + " is " + value + detail.get() + " in step " + (step + 1)
                    + " at a learning rate of " + (float) (rate * factor) + " for the head"
                    + (tunes() ? ", " + (float) (tuningRate * factor) + " for what is tuned" : "")
                    + "; lower lr or tuning-lr and start again with another --out");
        }
    }
}
