package org.vpt4j.detect.train;

import java.util.List;
import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;

/**
 * The input size that images are letterboxed to, as given by the user: exact, or only the longer side, in which case the
 * shorter one follows from the shape of the images, or {@link #AUTO}, in which case the longer side follows from the
 * size of the objects.
 *
 * @param longer the longer side in pixels if only that is given, else 0
 * @param exact the exact size, else null
 */
public record InputSize(int longer, ImageSize exact) {
    /** The size follows from the training objects and the time of the run. */
    public static final InputSize AUTO = new InputSize(0, null);

    private static final int SMALLEST = 320; // rounded up to whole patches: 336 for a patch of 14

    /**
     * Reads {@code auto}, {@code 336} or {@code 336x252}.
     *
     * @throws ConfigException if the text is none of these
     */
    public static InputSize parse(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) > 0) {
            return new InputSize(Integer.parseInt(text), null);
        }
        if (text.matches("\\d{1,5}[xX]\\d{1,5}")) {
            String[] sides = text.toLowerCase(Locale.ROOT).split("x", 2);
            int width = Integer.parseInt(sides[0]);
            int height = Integer.parseInt(sides[1]);
            if (width > 0 && height > 0) {
                return new InputSize(0, new ImageSize(width, height));
            }
        }
        throw new ConfigException(
                "\"" + text + "\" is neither auto nor a side such as 336 nor WIDTHxHEIGHT such as 336x252");
    }

    static InputSize ofLonger(int pixels) {
        return new InputSize(pixels, null);
    }

    boolean isAuto() {
        return equals(AUTO);
    }

    /** The longer side that {@link #AUTO} never goes below: 336 for a patch of 14, 320 for one of 16. */
    static int smallest(int patch) {
        return (SMALLEST + 2 * patch - 1) / (2 * patch) * 2 * patch;
    }

    /**
     * The input size for these images: if only the longer side is given, their median shape determines the other. For
     * {@link #AUTO}, the smallest that it chooses.
     *
     * @param patch patch size of the encoder: both sides are multiples of it
     * @throws ConfigException if a given side is not a multiple of the patch size; names the nearest ones
     */
    public ImageSize resolve(List<ImageSize> images, int patch) {
        if (exact != null) {
            requireMultiple(exact.width(), patch);
            requireMultiple(exact.height(), patch);
            return exact;
        }
        int side = isAuto() ? smallest(patch) : longer;
        requireMultiple(side, patch);
        double aspect = medianAspect(images);
        int shorter = (int) Math.max(1, Math.round(side * Math.min(aspect, 1 / aspect) / patch)) * patch;
        return aspect >= 1 ? new ImageSize(side, shorter) : new ImageSize(shorter, side);
    }

    /**
     * The input size before any image is known: square if only the longer side is given.
     *
     * @param patch patch size of the encoder
     * @throws ConfigException as for {@link #resolve}
     */
    public ImageSize provisional(int patch) {
        return resolve(List.of(), patch);
    }

    private static double medianAspect(List<ImageSize> images) {
        double[] aspects = images.stream()
                .mapToDouble(size -> (double) size.width() / size.height())
                .sorted()
                .toArray();
        return aspects.length == 0 ? 1 : aspects[aspects.length / 2];
    }

    private static void requireMultiple(int side, int patch) {
        if (side % patch != 0) {
            int below = side / patch * patch;
            String nearest = (below > 0 ? below + " or " : "") + (below + patch);
            throw new ConfigException(
                    "size", side + " is no multiple of the backbone's patch of " + patch + " px; use " + nearest);
        }
    }

    @Override
    public String toString() {
        if (exact != null) {
            return exact.toString();
        }
        return isAuto() ? "auto" : Integer.toString(longer);
    }
}
