package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;
import org.vpt4j.vision.image.Image;

/**
 * Blurs an image: each pixel becomes the mean of those around it, once in rows and once in columns.
 *
 * @param probability of a change, in [0, 1]
 * @param radius largest distance of a pixel that is averaged, in pixels of the input, at least 1
 */
record Blur(double probability, int radius) implements ColorChange {
    Blur {
        SampleChange.requireProbability(probability);
        if (radius < 1 || radius > 50) {
            throw new IllegalArgumentException("the radius of a blur must be 1 to 50, but is " + radius);
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return image;
        }
        int reach = 1 + random.nextInt(radius);
        int width = image.width();
        int height = image.height();
        byte[] rows = new byte[image.rgb().length];
        byte[] out = new byte[rows.length];
        for (int y = 0; y < height; y++) {
            for (int channel = 0; channel < 3; channel++) {
                means(image.rgb(), rows, 3 * y * width + channel, 3, width, reach);
            }
        }
        for (int x = 0; x < width; x++) {
            for (int channel = 0; channel < 3; channel++) {
                means(rows, out, 3 * x + channel, 3 * width, height, reach);
            }
        }
        return Image.of(image.size(), out);
    }

    /** Running means along a line; at its ends, of the pixels that there are. */
    private static void means(byte[] from, byte[] to, int start, int step, int length, int reach) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < Math.min(reach, length); i++) {
            sum += from[start + i * step] & 0xff;
            count++;
        }
        for (int i = 0; i < length; i++) {
            if (i + reach < length) {
                sum += from[start + (i + reach) * step] & 0xff;
                count++;
            }
            if (i - reach > 0) {
                sum -= from[start + (i - reach - 1) * step] & 0xff;
                count--;
            }
            to[start + i * step] = (byte) ((sum + count / 2) / count);
        }
    }
}
