package org.vpt4j.detect.train;

import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;

/**
 * What the parts of a training take on this machine, and how many epochs therefore fit into a time.
 *
 * @param stepSeconds time of one training batch
 * @param batch its images
 * @param imageSeconds time of one validation image
 * @param featureSeconds time to compute the cached features of one image; 0 without a cache
 * @param openingSeconds time to load the model
 * @param cached whether training and validation read cached features
 */
public record RunTimes(
        double stepSeconds,
        int batch,
        double imageSeconds,
        double featureSeconds,
        double openingSeconds,
        boolean cached) {
    /** Most epochs of a run. */
    static final int MOST_EPOCHS = 1_000_000;

    private static final double VALIDATION_SHARE = 0.2; // most of the time of the epochs
    private static final int MOST_VALIDATIONS = 300;
    private static final int LEAST_VALIDATIONS = 10; // where there are so many epochs
    private static final double VALIDATION_PAUSE = 2; // fewest seconds of training between two validations
    private static final double VALIDATION_COST = 0.4; // of a validation image to a training image, as measured

    /**
     * Measures a training with these settings on a few of its images. Writes nothing that stays.
     *
     * @param progress receives the number of steps done
     * @throws org.vpt4j.vision.error.VptException if settings, data or backbone are unsuitable
     */
    public static RunTimes measure(TrainingConfig config, IntConsumer progress) {
        TrainingInputs inputs = config.given().located(() -> RunChoices.made(TrainingInputs.open(config), note -> {}));
        return RunTrial.of(inputs, progress);
    }

    /** Most epochs that fit into the seconds, with validations at the automatic distance; 0 if not even one does. */
    int epochsIn(double seconds, int trainingImages, int validationImages) {
        return most(
                seconds,
                trainingImages,
                epochs -> seconds(
                        epochs,
                        validateEvery(epochs, trainingImages, validationImages),
                        trainingImages,
                        validationImages));
    }

    /**
     * Most epochs with these numbers of images that fit into the seconds; 0 if not even one does.
     *
     * @param validateEvery epochs from one validation to the next
     */
    public int epochsIn(double seconds, int validateEvery, int trainingImages, int validationImages) {
        return most(
                seconds, trainingImages, epochs -> seconds(epochs, validateEvery, trainingImages, validationImages));
    }

    private int most(double seconds, int trainingImages, IntToDoubleFunction taken) {
        int fitting = 0;
        int tooMany = (int) Math.max(1, Math.min(MOST_EPOCHS, seconds / epochSeconds(trainingImages))) + 1;
        while (tooMany - fitting > 1) {
            int middle = fitting + (tooMany - fitting) / 2;
            if (taken.applyAsDouble(middle) <= seconds) {
                fitting = middle;
            } else {
                tooMany = middle;
            }
        }
        return fitting;
    }

    /** Seconds of so many epochs with their validations, of which one follows the last epoch. */
    double seconds(int epochs, int validateEvery, int trainingImages, int validationImages) {
        int validations = (epochs + validateEvery - 1) / validateEvery;
        return epochs * epochSeconds(trainingImages) + validations * validationSeconds(validationImages);
    }

    /**
     * Epochs from one validation to the next, so that validation takes at most a fifth of the time, but there are ten of
     * them, if there are ten epochs.
     */
    int validateEvery(int epochs, int trainingImages, int validationImages) {
        double epoch = epochSeconds(trainingImages);
        double most = validationSeconds(validationImages) * (1 - VALIDATION_SHARE) / VALIDATION_SHARE;
        return distance(epochs, Math.max(most, VALIDATION_PAUSE) / epoch);
    }

    /** The same where nothing was measured: from the numbers of images alone, so that it is the same on any machine. */
    static int validateEveryUntimed(int epochs, int trainingImages, int validationImages) {
        double cost = VALIDATION_COST * validationImages / trainingImages;
        return distance(epochs, cost * (1 - VALIDATION_SHARE) / VALIDATION_SHARE);
    }

    private static int distance(int epochs, double least) {
        double bounded = Math.max(least, (double) epochs / MOST_VALIDATIONS);
        return (int) Math.ceil(Math.max(1, Math.min(bounded, (double) epochs / LEAST_VALIDATIONS)));
    }

    private double epochSeconds(int trainingImages) {
        int steps = (trainingImages + batch - 1) / batch;
        return steps * stepSeconds;
    }

    private double validationSeconds(int validationImages) {
        return validationImages * imageSeconds;
    }

    /** A time in words, rounded as one would say it: {@code a few seconds}, {@code 40 seconds}, {@code 9 minutes}. */
    static String words(double seconds) {
        double minutes = seconds / 60;
        if (seconds < 7.5) {
            return "a few seconds";
        }
        if (seconds < 52.5) {
            return Math.round(seconds / 5) * 5 + " seconds";
        }
        if (minutes < 1.25) {
            return "a minute";
        }
        if (minutes < 1.75) {
            return "1.5 minutes";
        }
        if (minutes < 19.5) {
            return Math.round(minutes) + " minutes";
        }
        if (minutes < 57.5) {
            return Math.round(minutes / 5) * 5 + " minutes";
        }
        if (minutes < 66) {
            return "an hour";
        }
        String hours = String.format(Locale.ROOT, minutes < 600 ? "%.1f" : "%.0f", minutes / 60);
        return (hours.endsWith(".0") ? hours.substring(0, hours.length() - 2) : hours) + " hours";
    }
}
