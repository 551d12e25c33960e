package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;
import org.vpt4j.vision.image.Image;

/**
 * Takes the colour out of an image (luma of ITU-R BT.601).
 *
 * @param probability of a change, in [0, 1]
 */
record Grey(double probability) implements ColorChange {
    // in 256ths
    static final int RED = 77;
    static final int GREEN = 150;
    static final int BLUE = 29;

    Grey {
        SampleChange.requireProbability(probability);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (random.nextDouble() >= probability) {
            return image;
        }
        byte[] from = image.rgb();
        byte[] to = new byte[from.length];
        for (int i = 0; i < from.length; i += 3) {
            int grey = (RED * (from[i] & 0xff) + GREEN * (from[i + 1] & 0xff) + BLUE * (from[i + 2] & 0xff) + 128) >> 8;
            to[i] = (byte) grey;
            to[i + 1] = (byte) grey;
            to[i + 2] = (byte) grey;
        }
        return Image.of(image.size(), to);
    }
}
