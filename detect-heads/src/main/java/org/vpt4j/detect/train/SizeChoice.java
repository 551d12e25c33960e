package org.vpt4j.detect.train;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.ImageSize;

/**
 * The input size for a set of objects: at least the smallest at which nine tenths of them are large enough for the head
 * and for the assignment of its locations; where there is time to spare, a larger one, at which boxes are more exact.
 *
 * @param size the longer side
 * @param reason for the log
 */
record SizeChoice(InputSize size, String reason) {
    /** Side in input pixels that nine tenths of the objects shall have: four cells of the finest level, for patches of 14. */
    private static final double ENOUGH = 16;

    private static final int LARGEST = 1344;

    private static final int EXACT = 518; // on BCCD, AP is higher at 504 than at 336 and 644

    /**
     * Chooses.
     *
     * @param images training images; without objects, the smallest size is chosen
     * @param patch side of the encoder's patch in pixels
     * @param affordable whether the run has the time for this longer side; the smallest size is always taken to be
     * @param comfortable whether it has that much time that a larger side than the objects need is worth it
     */
    static SizeChoice of(List<LabelledImage> images, int patch, IntPredicate affordable, IntPredicate comfortable) {
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
        int needed = side;
        int most = sides.isEmpty() || isShort(sides) ? side : Math.min(EXACT, medianLonger(sizes));
        while (side + step <= most && comfortable.test(side + step)) {
            side += step;
        }
        String reason = side > needed
                ? "input size " + side + ": " + needed
                        + " is enough for nine tenths of the objects, and there is time for"
                        + " more, which makes boxes more exact (--size " + needed + " detects faster)"
                : reason(side, smallest, sides, first, patch);
        return new SizeChoice(InputSize.ofLonger(side), reason);
    }

    private static int medianLonger(List<ImageSize> sizes) {
        return sizes.stream()
                .mapToInt(size -> Math.max(size.width(), size.height()))
                .sorted()
                .skip(sizes.size() / 2)
                .findFirst()
                .orElse(0);
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
