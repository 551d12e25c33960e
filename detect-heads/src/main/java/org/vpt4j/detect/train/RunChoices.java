package org.vpt4j.detect.train;

import java.util.Optional;
import java.util.function.Consumer;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.inference.PyTorchEngine;
import org.vpt4j.vision.encoder.PrecisionTrial;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.VptException;

/**
 * Decides what the settings leave open: the precision by a trial on this machine, caching by whether it is possible and
 * worthwhile; where the epochs are still to be chosen, {@link RunLength} decides whether it is worthwhile. Choices are reported and stored in the run's settings as if they had been given, so that a run keeps them
 * when it is resumed on another machine.
 */
final class RunChoices {
    private static final int LARGEST_SIZE = 672;

    private RunChoices() {}

    static TrainingInputs made(TrainingInputs inputs, Consumer<String> notes) {
        return cache(size(TileChoice.made(precision(inputs, notes), notes), notes), notes);
    }

    private static TrainingInputs size(TrainingInputs inputs, Consumer<String> notes) {
        if (!inputs.config().get(TrainingSettings.SIZE).isAuto()) {
            return inputs;
        }
        SizeChoice choice = SizeChoice.of(
                inputs.data().require(Split.TRAIN).finest(),
                inputs.backbone().config().patch(),
                side -> side <= LARGEST_SIZE);
        notes.accept(choice.reason());
        return inputs.with(choice.size());
    }

    private static TrainingInputs precision(TrainingInputs inputs, Consumer<String> notes) {
        TrainingConfig config = inputs.config();
        if (!config.get(TrainingSettings.PRECISION).isEmpty()) {
            return inputs;
        }
        PyTorchEngine.start(config.get(TrainingSettings.THREADS));
        PrecisionTrial trial = PrecisionTrial.run(
                inputs.backbone().config(), PyTorchEngine.device(config.get(TrainingSettings.DEVICE)));
        notes.accept(trial.toString());
        return inputs.with(config.with(TrainingSettings.PRECISION, Optional.of(trial.faster())));
    }

    private static TrainingInputs cache(TrainingInputs inputs, Consumer<String> notes) {
        TrainingConfig config = inputs.config();
        if (!config.get(TrainingSettings.CACHE).equals("auto")) {
            return inputs;
        }
        Optional<String> reason = againstCaching(inputs);
        reason.ifPresent(why -> notes.accept("features are not cached: " + why));
        return inputs.with(config.with(TrainingSettings.CACHE, reason.isEmpty() ? "on" : "off"));
    }

    private static Optional<String> againstCaching(TrainingInputs inputs) {
        TrainingConfig config = inputs.config();
        if (config.get(TrainingSettings.EPOCHS).isPresent() && config.epochs() < config.leastCachedEpochs()) {
            return Optional.of(tooFewEpochs(config, config.epochs()));
        }
        FeatureCache cache = inputs.cache();
        return cache.obstacle().map(VptException::getMessage);
    }

    /** Why it does not pay to cache features for this number of epochs. */
    static String tooFewEpochs(TrainingConfig config, int epochs) {
        return Counted.of(epochs, "epoch is", "epochs are") + " no more than the "
                + Counted.of(config.views() + 1, "view", "views") + " of each image that would be computed";
    }
}
