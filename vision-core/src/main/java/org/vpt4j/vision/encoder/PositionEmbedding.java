package org.vpt4j.vision.encoder;

import java.util.function.DoubleUnaryOperator;
import org.vpt4j.vision.encoder.EncoderConfig.Position.Resampling;

/**
 * Resamples a learned position embedding from its square grid to any other, with sample points at half pixels, as
 * PyTorch does it. Bicubic without antialiasing, the kernel has a = -0.75 and edges are repeated; with it a = -0.5, the
 * kernel is widened where the grid shrinks, and the weights inside the grid are normalised to a sum of 1. Bilinear with
 * antialiasing differs from that in its kernel, a triangle.
 *
 * <p>Interpolation is linear and separable, so two small matrices describe it.
 */
final class PositionEmbedding {
    private static final double A = -0.75;
    private static final double A_ANTIALIASED = -0.5;

    private PositionEmbedding() {}

    /**
     * Resamples an embedding to another grid.
     *
     * @param position {@code [C + G * G, D]}: the class token's if it has one (C = 1), then the grid's by rows
     * @param config G, D and C
     * @param rows h
     * @param columns w
     * @return {@code [C + h * w, D]}; the same values if the grid is the same
     */
    static float[] interpolate(float[] position, EncoderConfig config, int rows, int columns) {
        int width = config.width();
        int before = config.positionsBeforePatches();
        int from = config.position().grid();
        Resampling resampling = config.position().resampling();
        if (position.length != (before + from * from) * width) {
            throw new IllegalArgumentException("a position embedding of " + before + " + " + from + "x" + from
                    + " vectors, width " + width + ", has " + (before + from * from) * width + " values, not "
                    + position.length);
        }
        if (rows == from && columns == from) {
            return position.clone();
        }
        float[] vertical = axis(from, rows, resampling);
        float[] horizontal = axis(from, columns, resampling);
        float[] out = new float[(before + rows * columns) * width];
        System.arraycopy(position, 0, out, 0, before * width);
        for (int y = 0; y < rows; y++) {
            float[] row = new float[from * width];
            combine(position, before * width, vertical, y * from, from, row, 0, from * width);
            for (int x = 0; x < columns; x++) {
                combine(row, 0, horizontal, x * from, from, out, (before + y * columns + x) * width, width);
            }
        }
        return out;
    }

    /** {@code [to, from]}: weight of each trained cell for each new one. */
    static float[] axis(int from, int to, Resampling resampling) {
        return switch (resampling) {
            case BICUBIC -> plain(from, to);
            case BICUBIC_ANTIALIASED -> antialiased(from, to, 2, d -> cubic(d, A_ANTIALIASED));
            case BILINEAR_ANTIALIASED -> antialiased(from, to, 1, d -> Math.max(0, 1 - d));
        };
    }

    /** Four cells of each row are nonzero. */
    private static float[] plain(int from, int to) {
        float[] weights = new float[to * from];
        double scale = (double) from / to;
        for (int i = 0; i < to; i++) {
            double at = (i + 0.5) * scale - 0.5;
            int cell = (int) Math.floor(at);
            for (int k = -1; k <= 2; k++) {
                int source = Math.min(Math.max(cell + k, 0), from - 1);
                weights[i * from + source] += (float) cubic(Math.abs(at - (cell + k)), A);
            }
        }
        return weights;
    }

    /**
     * All cells under the widened kernel, with weights that sum to 1.
     *
     * @param support half the kernel's width in cells
     */
    private static float[] antialiased(int from, int to, int support, DoubleUnaryOperator kernel) {
        float[] weights = new float[to * from];
        double scale = (double) from / to;
        double stretch = Math.max(1, scale);
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int first = Math.max((int) (centre - support * stretch + 0.5), 0);
            int end = Math.min((int) (centre + support * stretch + 0.5), from);
            double sum = 0;
            for (int cell = first; cell < end; cell++) {
                sum += kernel.applyAsDouble(Math.abs(cell + 0.5 - centre) / stretch);
            }
            for (int cell = first; cell < end; cell++) {
                double weight = kernel.applyAsDouble(Math.abs(cell + 0.5 - centre) / stretch);
                weights[i * from + cell] = (float) (weight / sum);
            }
        }
        return weights;
    }

    /** Keys's cubic convolution kernel at distance d. */
    private static double cubic(double d, double a) {
        if (d <= 1) {
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        }
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    /** {@code out[o..o+length) = sum over k < count of weights[w + k] * in[i + k * length ..)}. */
    private static void combine(float[] in, int i, float[] weights, int w, int count, float[] out, int o, int length) {
        for (int k = 0; k < count; k++) {
            float weight = weights[w + k];
            if (weight != 0) {
                for (int j = 0; j < length; j++) {
                    out[o + j] += weight * in[i + k * length + j];
                }
            }
        }
    }
}
