package org.vpt4j.detect.train;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.vpt4j.datasets.Split;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;

/**
 * Chooses how many epochs a run has where minutes are given instead: as many as fit, with everything else that the command
 * does, as timed in a {@link RunTrial}. The choice is said, and stored in the run's settings as if it had been given, so
 * that a run that is resumed or repeated is the same. Where epochs are given, it only says how long they take.
 */
final class RunLength {
    private static final double MINUTE = 60; // seconds
    private static final double NANO = 1e-9;
    private static final double WRITING = 1; // seconds for task, checkpoint and report

    /** After more epochs and steps than these a head has learned cached features by heart: what a preset goes up to. */
    private static final int EPOCHS_PER_VIEW = 4;

    private static final int LEAST_EPOCHS = 10;
    private static final int LEAST_STEPS = 700;

    private final TrainingConfig asked;
    private final TrainingListener listener;
    private final StopSignal stop;
    private final long begun;

    /**
     * @param asked the settings before any choice
     * @param begun when training was called, in {@link System#nanoTime}
     */
    RunLength(TrainingConfig asked, TrainingListener listener, StopSignal stop, long begun) {
        this.asked = asked;
        this.listener = listener;
        this.stop = stop;
        this.begun = begun;
    }

    /**
     * The inputs with epochs and validations chosen, and the cache if its use was left open.
     *
     * @param inputs with all other choices made
     * @throws ConfigException if minutes were given that are too few for one epoch
     * @throws CancellationException if the stop signal was raised
     */
    TrainingInputs chosen(TrainingInputs inputs) {
        if (asked.get(TrainingSettings.EPOCHS).isPresent()) {
            TrainingInputs given = asGiven(inputs);
            if (listener.secondsBefore() > 0) { // somebody waits for a command to end
                say(given, timed(given), asked.epochs());
            }
            return given;
        }
        RunTimes times = timed(inputs);
        TrainingInputs viewed = withViewsThatPay(inputs, times);
        int epochs = epochs(viewed, times);
        TrainingConfig config = viewed.config();
        boolean open = asked.get(TrainingSettings.CACHE).equals("auto");
        if (open && config.isCached() && epochs < config.leastCachedEpochs()) {
            listener.note("features are not cached: "
                    + (epochs < 1 ? "the time is too short" : RunChoices.tooFewEpochs(config, epochs)));
            return fitted(viewed.with(config.with(TrainingSettings.CACHE, "off")));
        }
        return fitted(viewed, times, epochs);
    }

    /** With fewer cached views than were estimated, if the time they take leaves too few epochs to use them. */
    private TrainingInputs withViewsThatPay(TrainingInputs inputs, RunTimes times) {
        TrainingInputs fewer = inputs;
        if (asked.get(TrainingSettings.VIEWS).isEmpty() && inputs.config().isCached()) {
            for (int views = inputs.config().views();
                    views > 0 && epochs(fewer, times) < fewer.config().leastCachedEpochs(); ) {
                fewer = inputs.with(inputs.config().with(TrainingSettings.VIEWS, Optional.of(--views)));
            }
        }
        return fewer;
    }

    /** Depends on the numbers of images alone, so that the run is the same on any machine. */
    private TrainingInputs asGiven(TrainingInputs inputs) {
        int every = RunTimes.validateEveryUntimed(
                asked.epochs(), images(inputs, Split.TRAIN), images(inputs, Split.VALIDATION));
        return with(inputs, asked.epochs(), every);
    }

    private TrainingInputs fitted(TrainingInputs inputs) {
        RunTimes times = timed(inputs);
        return fitted(inputs, times, epochs(inputs, times));
    }

    private TrainingInputs fitted(TrainingInputs inputs, RunTimes times, int wanted) {
        if (wanted < 1) {
            tooLittle(inputs, times);
        }
        int epochs = Math.max(1, wanted);
        say(inputs, times, epochs);
        if (epochs < fitting(inputs, times)) {
            listener.note("more epochs would only show the same cached features again; --minutes trains longer");
        }
        return with(inputs, epochs, every(inputs, times, epochs));
    }

    private void say(TrainingInputs inputs, RunTimes times, int epochs) {
        listener.note("about " + RunTimes.words(around(inputs, times) + seconds(inputs, times, epochs)) + ", "
                + Counted.of(epochs, "epoch", "epochs"));
    }

    private static int every(TrainingInputs inputs, RunTimes times, int epochs) {
        return inputs.config()
                .get(TrainingSettings.VALIDATE_EVERY)
                .orElseGet(() ->
                        times.validateEvery(epochs, images(inputs, Split.TRAIN), images(inputs, Split.VALIDATION)));
    }

    private static TrainingInputs with(TrainingInputs inputs, int epochs, int validateEvery) {
        TrainingConfig config = inputs.config();
        return inputs.with(config.with(TrainingSettings.EPOCHS, Optional.of(epochs))
                .with(
                        TrainingSettings.VALIDATE_EVERY,
                        Optional.of(config.get(TrainingSettings.VALIDATE_EVERY).orElse(validateEvery))));
    }

    private RunTimes timed(TrainingInputs inputs) {
        return RunTrial.of(inputs, step -> {
            if (stop.isRaised()) {
                throw new CancellationException("interrupted before the first step; nothing was written");
            }
        });
    }

    private int epochs(TrainingInputs inputs, RunTimes times) {
        int fitting = fitting(inputs, times);
        TrainingConfig config = inputs.config();
        boolean wished = !asked.given().has(TrainingSettings.MINUTES);
        return wished && config.isCached() ? Math.min(fitting, useful(config, images(inputs, Split.TRAIN))) : fitting;
    }

    /** How many epochs on cached features are worthwhile. */
    private static int useful(TrainingConfig config, int images) {
        double step =
                (double) config.get(TrainingSettings.BATCH) * config.get(TrainingSettings.ACCUMULATE); // in images
        int forSteps = (int) Math.ceil(LEAST_STEPS * step / images);
        return Math.max(Math.max(LEAST_EPOCHS, forSteps), EPOCHS_PER_VIEW * (config.views() + 1));
    }

    /** How many epochs the minutes leave time for. */
    private int fitting(TrainingInputs inputs, RunTimes times) {
        double left = asked.get(TrainingSettings.MINUTES) * MINUTE - around(inputs, times);
        int training = images(inputs, Split.TRAIN);
        int validation = images(inputs, Split.VALIDATION);
        return inputs.config()
                .get(TrainingSettings.VALIDATE_EVERY)
                .map(every -> times.epochsIn(left, every, training, validation))
                .orElseGet(() -> times.epochsIn(left, training, validation));
    }

    private static double seconds(TrainingInputs inputs, RunTimes times, int epochs) {
        return times.seconds(
                epochs, every(inputs, times, epochs), images(inputs, Split.TRAIN), images(inputs, Split.VALIDATION));
    }

    /** Seconds of the command without its epochs: what has passed, features, and what comes after the training. */
    private double around(TrainingInputs inputs, RunTimes times) {
        double passed = listener.secondsBefore() + (System.nanoTime() - begun) * NANO;
        double features = times.cached() ? inputs.cache().missing() * times.featureSeconds() : 0;
        int evaluated = listener.imagesAfter(inputs.data());
        double after = evaluated * (times.imageSeconds() + times.featureSeconds())
                + (evaluated > 0 ? times.openingSeconds() : 0);
        return passed + times.openingSeconds() + features + after + WRITING;
    }

    /** The minutes of a preset are a wish, minutes that were given are a limit. */
    private void tooLittle(TrainingInputs inputs, RunTimes times) {
        double one = seconds(inputs, times, 1);
        double all = around(inputs, times) + one;
        String takes = "one epoch of " + Counted.of(images(inputs, Split.TRAIN), "image", "images") + " takes about "
                + RunTimes.words(one) + ", with all else that the command does "
                + RunTimes.words(all);
        if (asked.given().has(TrainingSettings.MINUTES)) {
            throw new ConfigException(
                    TrainingSettings.MINUTES.name(),
                    TrainingSettings.MINUTES.format(asked.get(TrainingSettings.MINUTES)) + " is too little: " + takes
                            + String.format(
                                    Locale.ROOT,
                                    "; give at least %.1f, or --epochs 1",
                                    Math.ceil(all * 1.1 / MINUTE * 10) / 10));
        }
        listener.note(takes + ", more than the "
                + Counted.of(Math.round(asked.get(TrainingSettings.MINUTES)), "minute", "minutes")
                + " of the preset: it is trained all the same");
    }

    private static int images(TrainingInputs inputs, Split split) {
        return inputs.data().require(split).images().size();
    }
}
