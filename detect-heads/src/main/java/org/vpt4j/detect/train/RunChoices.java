package org.vpt4j.detect.train;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.inference.PyTorchEngine;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.VptException;

/**
 * Decides what the settings leave open: the precision by a trial on this machine, tiles and input size by the objects, the
 * number of cached views by the run's minutes, caching by whether it is possible and worthwhile; where the epochs are still
 * to be chosen, {@link RunLength} decides whether it is worthwhile. Choices are reported and stored in the run's settings as
 * if they had been given, so that a run keeps them when it is resumed on another machine.
 */
final class RunChoices {
    private static final int LARGEST_UNTIMED = 672; // where epochs are given, and the time follows from them

    private static final long LEAST_EPOCHS = 5; // that the size shall leave the time for, where small objects need it

    private static final long MANY_EPOCHS = 10; // where it is a matter of exact boxes
    private static final long MANY_STEPS = 400;

    private final Consumer<String> notes;

    private RunChoices(Consumer<String> notes) {
        this.notes = notes;
    }

    static TrainingInputs made(TrainingInputs inputs, Consumer<String> notes) {
        return new RunChoices(notes).made(inputs);
    }

    private TrainingInputs made(TrainingInputs inputs) {
        Optional<Precision.Trial> trial = trial(inputs);
        TrainingInputs precise = precision(inputs, trial);
        TrainingInputs tiled = TileChoice.made(precise, notes);
        Optional<FeatureTime> time = trial.map(measured -> FeatureTime.of(
                inputs.backbone().config(), measured, precise.config().precision()));
        return cache(views(size(tiled, time), time));
    }

    /** Run if anything depends on it. */
    private static Optional<Precision.Trial> trial(TrainingInputs inputs) {
        TrainingConfig config = inputs.config();
        boolean timed = isTimed(config)
                && (config.get(TrainingSettings.SIZE).isAuto()
                        || config.get(TrainingSettings.VIEWS).isEmpty());
        if (!timed && config.get(TrainingSettings.PRECISION).isPresent()) {
            return Optional.empty();
        }
        PyTorchEngine.start(config.get(TrainingSettings.THREADS));
        return Optional.of(Precision.Trial.run(
                inputs.backbone().config(), PyTorchEngine.device(config.get(TrainingSettings.DEVICE))));
    }

    private static boolean isTimed(TrainingConfig config) {
        return config.get(TrainingSettings.EPOCHS).isEmpty();
    }

    private static double seconds(TrainingConfig config) {
        return 60 * config.get(TrainingSettings.MINUTES);
    }

    private TrainingInputs precision(TrainingInputs inputs, Optional<Precision.Trial> trial) {
        TrainingConfig config = inputs.config();
        if (config.get(TrainingSettings.PRECISION).isPresent()) {
            return inputs;
        }
        notes.accept(trial.orElseThrow().toString());
        return inputs.with(config.with(
                TrainingSettings.PRECISION, Optional.of(trial.orElseThrow().faster())));
    }

    private TrainingInputs size(TrainingInputs inputs, Optional<FeatureTime> time) {
        TrainingConfig config = inputs.config();
        if (!config.get(TrainingSettings.SIZE).isAuto()) {
            return inputs;
        }
        int training = inputs.data().require(Split.TRAIN).images().size();
        SizeChoice choice = SizeChoice.of(
                inputs.data().require(Split.TRAIN).finest(),
                inputs.backbone().config().patch(),
                isTimed(config)
                        ? affordable(inputs, time.orElseThrow(), LEAST_EPOCHS * training)
                        : side -> side <= LARGEST_UNTIMED,
                isTimed(config)
                        ? affordable(
                                inputs,
                                time.orElseThrow(),
                                Math.max(MANY_EPOCHS * training, MANY_STEPS * config.get(TrainingSettings.BATCH)))
                        : side -> false);
        notes.accept(choice.reason());
        return inputs.with(choice.size());
    }

    private static IntPredicate affordable(TrainingInputs inputs, FeatureTime time, long trained) {
        return time.affordable(inputs.imageSizes(), trained, tunedLayers(inputs), seconds(inputs.config()));
    }

    private static int tunedLayers(TrainingInputs inputs) {
        EncoderConfig encoder = inputs.backbone().config();
        return Math.max(0, encoder.depth() + 1 - inputs.spec().method().lowestLayer(encoder));
    }

    private TrainingInputs views(TrainingInputs inputs, Optional<FeatureTime> time) {
        TrainingConfig config = inputs.config();
        if (config.get(TrainingSettings.VIEWS).isPresent() || !isTimed(config)) {
            return inputs;
        }
        int images = inputs.data().require(Split.TRAIN).images().size();
        int views = time.orElseThrow().views(inputs.spec().input(), images, seconds(config));
        return inputs.with(config.with(TrainingSettings.VIEWS, Optional.of(views)));
    }

    private TrainingInputs cache(TrainingInputs inputs) {
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
