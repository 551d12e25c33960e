package org.vpt4j.vision.image;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Resamples an image to an input by an {@link AxisAlignedTransform}, with an antialiased triangle filter.
 *
 * <p>The filter's support grows when the image is scaled down, so no source pixel is skipped. Integer arithmetic (22
 * fractional bits, 8 bits between the two passes) gives the same pixels on every machine, in training and detection;
 * inside the image, the result is that of Pillow's {@code resize(BILINEAR, box=...)}. An input pixel whose centre is
 * outside the image gets the padding colour.
 */
public final class Resampler {
    /** ImageNet's mean colour as {@code 0xRRGGBB} (124, 116, 104): close to 0 after normalisation. */
    public static final int MEAN_COLOR = 0x7c7468;

    private static final int BITS = 22;
    private static final int HALF = 1 << (BITS - 1);

    private Resampler() {}

    /** Resamples with {@link #MEAN_COLOR} as padding. */
    public static Image resample(Image source, AxisAlignedTransform transform, ImageSize input) {
        return resample(source, transform, input, MEAN_COLOR);
    }

    /**
     * Resamples an image.
     *
     * @param padding colour outside the image, {@code 0xRRGGBB}
     */
    public static Image resample(Image source, AxisAlignedTransform transform, ImageSize input, int padding) {
        Optional<Content> content = content(source, Region.of(source.size()), transform, input);
        if (content.isPresent() && content.get().image().size().equals(input)) {
            return content.get().image();
        }
        byte[] out = new byte[Math.multiplyExact(3, Math.multiplyExact(input.width(), input.height()))];
        fill(out, padding);
        content.ifPresent(there -> there.copy(out, input));
        return Image.of(input, out);
    }

    /**
     * Resamples a region as if it had been cut out, without doing so.
     *
     * @param transform from pixels of the region to the input
     * @return what the region covers of the input; empty if no centre of an input pixel is inside the region
     */
    static Optional<Content> content(Image source, Region region, AxisAlignedTransform transform, ImageSize input) {
        Taps columns = Taps.of(transform.scaleX(), transform.offsetX(), region.width(), input.width());
        Taps rows = Taps.of(transform.scaleY(), transform.offsetY(), region.height(), input.height());
        if (columns.covers() == 0 || rows.covers() == 0) {
            return Optional.empty();
        }
        ImageSize size = new ImageSize(columns.covers(), rows.covers());
        return Optional.of(
                new Content(columns.begin(), rows.begin(), Image.of(size, draw(source, region, columns, rows))));
    }

    /** Source rows are filtered horizontally when first needed; a ring buffer holds those of one input row. */
    private static byte[] draw(Image source, Region region, Taps columns, Taps rows) {
        int width = columns.covers() * 3;
        byte[] out = new byte[Math.multiplyExact(width, rows.covers())];
        int[][] ring = new int[rows.most()][width];
        int[] sum = new int[width];
        int done = 0;
        for (int y = rows.begin(), to = 0; y < rows.end(); y++) {
            int first = rows.first()[y];
            int count = rows.count()[y];
            for (done = Math.max(done, first); done < first + count; done++) {
                int start = ((region.top() + done) * source.width() + region.left()) * 3;
                filterRow(source.rgb(), start, columns, ring[done % ring.length]);
            }
            Arrays.fill(sum, HALF);
            for (int k = 0; k < count; k++) {
                accumulate(sum, ring[(first + k) % ring.length], rows.weights()[y * rows.most() + k]);
            }
            narrow(sum, out, to);
            to += width;
        }
        return out;
    }

    /** Two loops, of which the first one is vectorised. */
    private static void narrow(int[] sum, byte[] out, int to) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] >>= BITS;
        }
        for (int i = 0; i < sum.length; i++) {
            out[to + i] = (byte) sum[i];
        }
    }

    private static void accumulate(int[] sum, int[] row, int weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += row[i] * weight;
        }
    }

    /** @param start index of the row's first value */
    private static void filterRow(byte[] rgb, int start, Taps columns, int[] row) {
        switch (columns.most()) {
            case 3 -> filterRowOfThree(rgb, start, columns, row);
            case 5 -> filterRowOfFive(rgb, start, columns, row);
            default -> filterRowOfMany(rgb, start, columns, row);
        }
    }

    /** The usual case, scaling down to no less than two thirds: without an inner loop it takes half the time. */
    private static void filterRowOfThree(byte[] rgb, int start, Taps columns, int[] row) {
        int[] weights = columns.weights();
        int[] first = columns.first();
        int to = 0;
        for (int x = columns.begin(), w = 3 * x; x < columns.end(); x++, w += 3) {
            int from = start + first[x] * 3;
            int a = weights[w];
            int b = weights[w + 1];
            int c = weights[w + 2];
            row[to] = (HALF + a * (rgb[from] & 0xff) + b * (rgb[from + 3] & 0xff) + c * (rgb[from + 6] & 0xff)) >> BITS;
            row[to + 1] = (HALF + a * (rgb[from + 1] & 0xff) + b * (rgb[from + 4] & 0xff) + c * (rgb[from + 7] & 0xff))
                    >> BITS;
            row[to + 2] = (HALF + a * (rgb[from + 2] & 0xff) + b * (rgb[from + 5] & 0xff) + c * (rgb[from + 8] & 0xff))
                    >> BITS;
            to += 3;
        }
    }

    /** The same to no less than two fifths. */
    private static void filterRowOfFive(byte[] rgb, int start, Taps columns, int[] row) {
        int[] weights = columns.weights();
        int[] first = columns.first();
        int to = 0;
        for (int x = columns.begin(), w = 5 * x; x < columns.end(); x++, w += 5) {
            int from = start + first[x] * 3;
            int a = weights[w];
            int b = weights[w + 1];
            int c = weights[w + 2];
            int d = weights[w + 3];
            int e = weights[w + 4];
            int red = HALF + a * (rgb[from] & 0xff) + b * (rgb[from + 3] & 0xff) + c * (rgb[from + 6] & 0xff);
            int green = HALF + a * (rgb[from + 1] & 0xff) + b * (rgb[from + 4] & 0xff) + c * (rgb[from + 7] & 0xff);
            int blue = HALF + a * (rgb[from + 2] & 0xff) + b * (rgb[from + 5] & 0xff) + c * (rgb[from + 8] & 0xff);
            row[to] = (red + d * (rgb[from + 9] & 0xff) + e * (rgb[from + 12] & 0xff)) >> BITS;
            row[to + 1] = (green + d * (rgb[from + 10] & 0xff) + e * (rgb[from + 13] & 0xff)) >> BITS;
            row[to + 2] = (blue + d * (rgb[from + 11] & 0xff) + e * (rgb[from + 14] & 0xff)) >> BITS;
            to += 3;
        }
    }

    private static void filterRowOfMany(byte[] rgb, int start, Taps columns, int[] row) {
        int[] weights = columns.weights();
        int to = 0;
        for (int x = columns.begin(); x < columns.end(); x++) {
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            int from = start + columns.first()[x] * 3;
            int w = x * columns.most();
            for (int last = w + columns.count()[x]; w < last; w++, from += 3) {
                int weight = weights[w];
                red += weight * (rgb[from] & 0xff);
                green += weight * (rgb[from + 1] & 0xff);
                blue += weight * (rgb[from + 2] & 0xff);
            }
            row[to++] = red >> BITS;
            row[to++] = green >> BITS;
            row[to++] = blue >> BITS;
        }
    }

    private static void fill(byte[] out, int color) {
        for (int i = 0; i < out.length; i += 3) {
            out[i] = (byte) (color >> 16);
            out[i + 1] = (byte) (color >> 8);
            out[i + 2] = (byte) color;
        }
    }

    /**
     * The source pixels and their weights for each input pixel along one axis.
     *
     * @param begin first input pixel whose centre is inside the image
     * @param end one past the last such pixel
     * @param most maximum number of weights of an input pixel
     * @param first [input] first source pixel of each input pixel
     * @param count [input] number of source pixels of each input pixel
     * @param weights [input * most] their weights, with sum {@code 1 << BITS}
     */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Taps(int begin, int end, int most, int[] first, int[] count, int[] weights) {

        static Taps of(double scale, double offset, int sourceLength, int inputLength) {
            double step = 1 / scale;
            double support = Math.max(1, step);
            int most = (int) Math.min(sourceLength, 2 * Math.ceil(support) + 1);
            int[] first = new int[inputLength];
            int[] count = new int[inputLength];
            int[] weights = new int[Math.multiplyExact(inputLength, most)];
            double[] exact = new double[most];
            int begin = inputLength;
            int end = 0;
            for (int i = 0; i < inputLength; i++) {
                double center = (i + 0.5 - offset) / scale;
                if (center < 0 || center >= sourceLength) {
                    continue;
                }
                begin = Math.min(begin, i);
                end = i + 1;
                first[i] = (int) Math.max(0, center - support + 0.5);
                count[i] = (int) Math.min(sourceLength, center + support + 0.5) - first[i];
                double sum = 0;
                for (int k = 0; k < count[i]; k++) {
                    exact[k] = Math.max(0, 1 - Math.abs(first[i] + k + 0.5 - center) / support);
                    sum += exact[k];
                }
                for (int k = 0; k < count[i]; k++) {
                    weights[i * most + k] = (int) Math.round(exact[k] / sum * (1 << BITS));
                }
            }
            return new Taps(Math.min(begin, end), end, most, first, count, weights).compact(sourceLength);
        }

        /** The same with three or five weights for each input pixel, some of them 0, if that is enough. */
        private Taps compact(int sourceLength) {
            int needed = IntStream.of(count).max().orElse(0);
            int few = needed <= 3 ? 3 : 5;
            return needed > few || sourceLength < few ? this : of(few, sourceLength);
        }

        private Taps of(int few, int sourceLength) {
            int[] starts = new int[first.length];
            int[] counts = new int[first.length];
            int[] compacted = new int[few * first.length];
            for (int i = begin; i < end; i++) {
                starts[i] = Math.min(first[i], sourceLength - few);
                counts[i] = few;
                System.arraycopy(weights, i * most, compacted, i * few + first[i] - starts[i], count[i]);
            }
            return new Taps(begin, end, few, starts, counts, compacted);
        }

        int covers() {
            return end - begin;
        }
    }
}
