package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;
import org.vpt4j.vision.image.Image;

/**
 * Changes saturation, contrast (around the image's mean grey) and brightness, each by a random factor in
 * {@code [1 - x, 1 + x]}.
 *
 * <p>All three are linear in a pixel's channels, so they are computed in one step and clamped once.
 *
 * @param brightness in [0, 1)
 * @param contrast in [0, 1)
 * @param saturation in [0, 1)
 */
record ColorJitter(double brightness, double contrast, double saturation) implements ColorChange {
    private static final int BITS = 16;
    private static final double GREY_SUM = Grey.RED + Grey.GREEN + Grey.BLUE;

    public ColorJitter {
        for (double amount : new double[] {brightness, contrast, saturation}) {
            if (!(amount >= 0 && amount < 1)) {
                throw new IllegalArgumentException("amounts of colour change must be in [0, 1), but one is " + amount);
            }
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        double brighter = factor(brightness, random);
        double harder = factor(contrast, random);
        double stronger = factor(saturation, random);
        double grey = brighter * harder * (1 - stronger) / GREY_SUM;
        int[] own = products(brighter * harder * stronger);
        int[] ofRed = products(Grey.RED * grey);
        int[] ofGreen = products(Grey.GREEN * grey);
        int[] ofBlue = products(Grey.BLUE * grey);
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        int constant = fixed(meanGrey(from) * brighter * (1 - harder)) + (1 << (BITS - 1));
        for (int i = 0; i < from.length; i += 3) {
            int red = from[i] & 0xff;
            int green = from[i + 1] & 0xff;
            int blue = from[i + 2] & 0xff;
            int shared = ofRed[red] + ofGreen[green] + ofBlue[blue] + constant;
            to[i] = clamp((own[red] + shared) >> BITS);
            to[i + 1] = clamp((own[green] + shared) >> BITS);
            to[i + 2] = clamp((own[blue] + shared) >> BITS);
        }
        return Image.of(image.size(), to);
    }

    /** A factor times each value of a channel: looked up faster than multiplied. */
    private static int[] products(double factor) {
        int[] products = new int[256];
        for (int value = 0; value < products.length; value++) {
            products[value] = fixed(factor * value);
        }
        return products;
    }

    private static double factor(double amount, RandomGenerator random) {
        return 1 + amount * (2 * random.nextDouble() - 1);
    }

    private static int fixed(double value) {
        return (int) Math.round(value * (1 << BITS));
    }

    private static double meanGrey(byte[] rgb) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int i = 0; i < rgb.length; i += 3) {
            red += rgb[i] & 0xff;
            green += rgb[i + 1] & 0xff;
            blue += rgb[i + 2] & 0xff;
        }
        return (Grey.RED * red + Grey.GREEN * green + Grey.BLUE * blue) / (GREY_SUM * (rgb.length / 3.0));
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value)); // without branches, which random colours make slow
    }
}
