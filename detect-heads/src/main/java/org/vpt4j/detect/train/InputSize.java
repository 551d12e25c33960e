package org.vpt4j.detect.train;

import java.util.List;
import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;

/**
 * The input size that images are letterboxed to, as given by the user: exact, or only the longer side, in which case the
 * shorter one follows from the shape of the images.
 *
 * @param longer the longer side in pixels if only that is given, else 0
 * @param exact the exact size, else null
 */
public record InputSize(int longer, ImageSize exact) {

    /**
     * Reads {@code 336} or {@code 336x252}.
     *
     * @throws ConfigException if the text has neither form
     */
    public static InputSize parse(String text) {
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
        throw new ConfigException("\"" + text + "\" is neither a side such as 336 nor WIDTHxHEIGHT such as 336x252");
    }

    /**
     * The input size for these images: if only the longer side is given, their median shape determines the other.
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
        requireMultiple(longer, patch);
        double aspect = medianAspect(images);
        int shorter = (int) Math.max(1, Math.round(longer * Math.min(aspect, 1 / aspect) / patch)) * patch;
        return aspect >= 1 ? new ImageSize(longer, shorter) : new ImageSize(shorter, longer);
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
        return exact != null ? exact.toString() : Integer.toString(longer);
    }
}
