package org.vpt4j.datasets.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Resampler;

/**
 * Covers some rectangles with ImageNet's mean colour (DeVries and Taylor 2017), so that a part of an object has to be enough. A
 * box of which a rectangle hides most is dropped; the others stay as they are.
 *
 * @param probability of a change, in [0, 1]
 * @param most largest number of rectangles, at least 1
 * @param side largest side of a rectangle, as a fraction of width and height, in (0, 1)
 * @param hidden fraction of a box that may be hidden, in (0, 1)
 */
record Cutout(double probability, int most, double side, double hidden) implements SampleChange {
    Cutout {
        SampleChange.requireProbability(probability);
        if (most < 1 || !(side > 0 && side < 1) || !(hidden > 0 && hidden < 1)) {
            throw new IllegalArgumentException(
                    "most >= 1, 0 < side < 1 and 0 < hidden < 1 are needed, got " + most + ", " + side + ", " + hidden);
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return sample;
        }
        Image image = sample.image();
        ImageSize size = image.size();
        byte[] pixels = image.rgb().clone();
        List<Annotation> left = new ArrayList<>(sample.annotations());
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            int width = (int) Math.max(1, Math.round(size.width() * side * (0.3 + 0.7 * random.nextDouble())));
            int height = (int) Math.max(1, Math.round(size.height() * side * (0.3 + 0.7 * random.nextDouble())));
            int x = random.nextInt(Math.max(1, size.width() - width + 1));
            int y = random.nextInt(Math.max(1, size.height() - height + 1));
            cover(pixels, size, x, y, Math.min(width, size.width()), Math.min(height, size.height()));
            Box covered = Box.ofXywh(x, y, width, height);
            left.removeIf(a -> a.box().intersection(covered) > hidden * a.box().area());
        }
        return new Sample(Image.of(size, pixels), left);
    }

    private static void cover(byte[] pixels, ImageSize size, int left, int top, int width, int height) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int at = 3 * (y * size.width() + x);
                pixels[at] = (byte) (Resampler.MEAN_COLOR >> 16);
                pixels[at + 1] = (byte) (Resampler.MEAN_COLOR >> 8);
                pixels[at + 2] = (byte) Resampler.MEAN_COLOR;
            }
        }
    }
}
