package org.vpt4j.vision.encoder;

import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The angles of axial rotary positions (DINOv3, Siméoni et al. 2025): a patch in row i of h has the coordinate
 * {@code y = (2i + 1) / h - 1}, and likewise x; its angles are {@code 2 pi y / base^(4k / d)} and then those of x, for k from
 * 0 to d/4 - 1 with d = D/heads, and all of them once more. A head's first half is rotated with its second.
 */
final class RotaryPosition {
    private final int size;
    private final double base;

    RotaryPosition(EncoderConfig config) {
        this.size = config.width() / config.heads();
        this.base = config.position().rotaryBase();
    }

    /** {@code base^(-4k / d)} for each k. */
    float[] frequencies() {
        float[] frequencies = new float[size / 4];
        for (int k = 0; k < frequencies.length; k++) {
            frequencies[k] = (float) Math.pow(base, -4.0 * k / size);
        }
        return frequencies;
    }

    /**
     * Cosines and sines for a grid of patches.
     *
     * @return {@code [2, rows * columns, d]}
     */
    FloatTensor rotation(int rows, int columns) {
        FloatTensor both = FloatTensor.zeros(2, (long) rows * columns, size);
        float[] frequencies = frequencies();
        float[] out = both.values();
        int half = out.length / 2;
        for (int i = 0; i < rows * columns; i++) {
            int row = i / columns;
            int column = i % columns;
            double y = (2.0 * row + 1) / rows - 1;
            double x = (2.0 * column + 1) / columns - 1;
            for (int j = 0; j < size; j++) {
                int k = j % frequencies.length;
                int quarter = j / frequencies.length;
                double angle = 2 * Math.PI * (quarter % 2 == 0 ? y : x) * frequencies[k];
                out[i * size + j] = (float) Math.cos(angle);
                out[half + i * size + j] = (float) Math.sin(angle);
            }
        }
        return both;
    }
}
