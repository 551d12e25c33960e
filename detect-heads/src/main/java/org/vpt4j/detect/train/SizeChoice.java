package org.vpt4j.detect.train;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
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
        ObjectSides first = sides(images, sizes, side, patch);
        ObjectSides sides = first;
        while (isShort(sides) && side + step <= LARGEST && affordable.test(side + step)) {
            side += step;
            sides = sides(images, sizes, side, patch);
        }
        return new SizeChoice(InputSize.ofLonger(side), reason(side, smallest, sides, first, patch));
    }

    private static String reason(int side, int smallest, ObjectSides sides, ObjectSides first, int patch) {
        if (sides.isEmpty()) {
            return "input size " + side + ": there are no objects to go by";
        }
        String tenth = "a tenth of the objects are smaller than " + Math.round(sides.tenth()) + " px";
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
                100 * first.below(patch),
                patch,
                side,
                100 * sides.below(patch));
    }

    private static boolean isShort(ObjectSides sides) {
        return !sides.isEmpty() && sides.tenth() < ENOUGH;
    }

    private static ObjectSides sides(List<LabelledImage> images, List<ImageSize> sizes, int longer, int patch) {
        return ObjectSides.of(images, InputSize.ofLonger(longer).resolve(sizes, patch));
    }
}
