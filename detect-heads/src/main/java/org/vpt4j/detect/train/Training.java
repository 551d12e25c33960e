package org.vpt4j.detect.train;

import java.nio.file.Path;
import java.util.Optional;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.tuning.TuningMethod;

/**
 * A fluent API for training. Immutable: each call returns a changed copy.
 *
 * <pre>{@code
 * TrainingResult result = Training.on(Path.of("cells"))
 *         .method(TuningMethods.deepPrompt(10, LayerSelection.ALL))
 *         .epochs(12)
 *         .run(Path.of("runs/cells"));
 * }</pre>
 *
 * @param config the settings given so far
 */
public record Training(TrainingConfig config) {

    /**
     * Trains on a folder of images and annotations.
     *
     * @param data in one of the formats that {@link org.vpt4j.datasets.DatasetFormats} lists
     */
    public static Training on(Path data) {
        return new Training(TrainingConfig.defaults().with(TrainingSettings.DATA.name(), data));
    }

    /** Sets the tuning method; prompts in all layers by default. */
    public Training method(TuningMethod method) {
        return new Training(config.with(method));
    }

    /** Sets the number of passes over the training images. */
    public Training epochs(int epochs) {
        return with(TrainingSettings.EPOCHS, Optional.of(epochs));
    }

    /** Sets about how long the training takes; the number of epochs follows from the time of its first steps. */
    public Training minutes(double minutes) {
        return with(TrainingSettings.MINUTES, minutes);
    }

    /**
     * Starts head and prompts from another task instead of random values; {@code Path.of("objects")} is the one that comes
     * with the backbone, the default where there is one.
     */
    public Training startFrom(Path task) {
        return with(TrainingSettings.START_FROM, task.toString());
    }

    /** Starts from random values. */
    public Training startFromNothing() {
        return with(TrainingSettings.START_FROM, WarmStart.NOTHING);
    }

    /** Settings to start from; any others given here override them, in any order. */
    public Training preset(Preset preset) {
        return with(TrainingSettings.PRESET, preset);
    }

    /**
     * Any other setting: {@code with(TrainingSettings.LR, 0.001)}.
     *
     * @throws org.vpt4j.vision.error.ConfigException if the value is out of range
     */
    public <T> Training with(Setting<T> setting, T value) {
        return new Training(config.with(setting, value));
    }

    /**
     * Trains.
     *
     * @param out folder of the run, created by this call
     * @throws org.vpt4j.vision.error.VptException as {@link Trainer#train(TrainingConfig)}
     */
    public TrainingResult run(Path out) {
        return run(out, TrainingListener.NONE);
    }

    /**
     * Trains.
     *
     * @param out folder of the run, created by this call
     * @param listener is notified of progress
     * @throws org.vpt4j.vision.error.VptException as {@link Trainer#train(TrainingConfig)}
     */
    public TrainingResult run(Path out, TrainingListener listener) {
        return Trainer.train(config.with(TrainingSettings.OUT, out), listener, new StopSignal());
    }
}
