package org.vpt4j.detect.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.ImageSize;

/**
 * The input size for a set of objects: the smallest at which nine tenths of them are large enough for the head and for
 * the assignment of its locations.
 *
 * @param size the longer side
 * @param reason for the log
 */
record SizeChoice(InputSize size, String reason) {
    /** Side in input pixels that nine tenths of the objects shall have: four cells of the finest level, for patches of 14. */
    private static final double ENOUGH = 16;

    private static final double SMALL = 0.1; // the share of objects that may be smaller

    private static final int LARGEST = 1344;

    /**
     * Chooses.
     *
     * @param images training images; without objects, the smallest size is chosen
     * @param patch side of the encoder's patch in pixels
     * @param affordable whether the run has the time for this longer side; the smallest size is always taken to be
     */
    static SizeChoice of(List<LabelledImage> images, int patch, IntPredicate affordable) {
        int smallest = InputSize.smallest(patch);
        int step = 2 * patch;
        List<ImageSize> sizes = images.stream().map(LabelledImage::size).toList();
        int side = smallest;
        double[] sides = sides(images, sizes, side, patch);
        while (isShort(sides) && side + step <= LARGEST && affordable.test(side + step)) {
            side += step;
            sides = sides(images, sizes, side, patch);
        }
        return new SizeChoice(InputSize.ofLonger(side), reason(side, smallest, sides, images, sizes, patch));
    }

    private static String reason(
            int side, int smallest, double[] sides, List<LabelledImage> images, List<ImageSize> sizes, int patch) {
        if (sides.length == 0) {
            return "input size " + side + ": there are no objects to go by";
        }
        String tenth = "a tenth of the objects are smaller than " + Math.round(tenth(sides)) + " px";
        if (isShort(sides)) {
            return "input size " + side + ", the largest for this run's time: " + tenth
                    + " there; small objects need more minutes, or --size";
        }
        if (side == smallest) {
            return "input size " + side + ": only " + tenth + " there";
        }
        return String.format(
                Locale.ROOT,
                "input size %d: at %d, %.0f %% of the objects are smaller than a patch of %d px, at %d %.0f %%",
                side,
                smallest,
                100 * below(sides(images, sizes, smallest, patch), patch),
                patch,
                side,
                100 * below(sides, patch));
    }

    private static boolean isShort(double[] sides) {
        return sides.length > 0 && tenth(sides) < ENOUGH;
    }

    private static double tenth(double[] sides) {
        return sides[(int) (sides.length * SMALL)];
    }

    private static double below(double[] sides, double limit) {
        return Arrays.stream(sides).filter(side -> side < limit).count() / (double) sides.length;
    }

    /** Square roots of the areas of all objects but crowds, in input pixels, ascending. */
    private static double[] sides(List<LabelledImage> images, List<ImageSize> sizes, int longer, int patch) {
        ImageSize input = InputSize.ofLonger(longer).resolve(sizes, patch);
        return images.stream()
                .flatMapToDouble(image -> {
                    double scale = Math.min(
                            (double) input.width() / image.size().width(),
                            (double) input.height() / image.size().height());
                    return image.annotations().stream()
                            .filter(object -> !object.crowd())
                            .map(Annotation::box)
                            .mapToDouble(box -> Math.sqrt(box.area()) * scale);
                })
                .sorted()
                .toArray();
    }
}
