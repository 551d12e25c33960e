package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;
import org.vpt4j.vision.image.Image;

/**
 * Changes saturation, contrast (around the image's mean grey) and brightness, each by a random factor in
 * {@code [1 - x, 1 + x]}. The boxes do not change.
 *
 * <p>All three are linear in a pixel's channels, so they are computed in one step and clamped once.
 *
 * @param brightness in [0, 1)
 * @param contrast in [0, 1)
 * @param saturation in [0, 1)
 */
record ColorJitter(double brightness, double contrast, double saturation) implements SampleChange {
    private static final int BITS = 16;

    public ColorJitter {
        for (double amount : new double[] {brightness, contrast, saturation}) {
            if (!(amount >= 0 && amount < 1)) {
                throw new IllegalArgumentException("amounts of colour change must be in [0, 1), but one is " + amount);
            }
        }
    }

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        double brighter = factor(brightness, random);
        double harder = factor(contrast, random);
        double stronger = factor(saturation, random);
        byte[] from = sample.image().rgb();
        byte[] to = new byte[from.length];
        int own = fixed(brighter * harder * stronger);
        int grey = fixed(brighter * harder * (1 - stronger));
        byte[] greys = new byte[from.length / 3];
        int constant = fixed(fillGreys(from, greys) * brighter * (1 - harder)) + (1 << (BITS - 1));
        for (int i = 0, pixel = 0; pixel < greys.length; i += 3, pixel++) {
            int shared = grey * (greys[pixel] & 0xff) + constant;
            to[i] = clamp((own * (from[i] & 0xff) + shared) >> BITS);
            to[i + 1] = clamp((own * (from[i + 1] & 0xff) + shared) >> BITS);
            to[i + 2] = clamp((own * (from[i + 2] & 0xff) + shared) >> BITS);
        }
        return new Sample(Image.of(sample.image().size(), to), sample.annotations());
    }

    private static double factor(double amount, RandomGenerator random) {
        return 1 + amount * (2 * random.nextDouble() - 1);
    }

    private static int fixed(double value) {
        return (int) Math.round(value * (1 << BITS));
    }

    /** Fills in the grey of each pixel; returns their mean. */
    private static double fillGreys(byte[] rgb, byte[] greys) {
        long sum = 0;
        for (int i = 0, pixel = 0; pixel < greys.length; i += 3, pixel++) {
            int grey = grey(rgb[i] & 0xff, rgb[i + 1] & 0xff, rgb[i + 2] & 0xff);
            greys[pixel] = (byte) grey;
            sum += grey;
        }
        return sum / (double) greys.length;
    }

    /** Luma of ITU-R BT.601, 0 to 255. */
    private static int grey(int red, int green, int blue) {
        return (77 * red + 150 * green + 29 * blue + 128) >> 8;
    }

    private static byte clamp(int value) {
        return (byte) ((value & ~0xff) == 0 ? value : value < 0 ? 0 : 255);
    }
}
