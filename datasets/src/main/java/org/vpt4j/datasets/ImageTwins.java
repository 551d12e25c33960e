package org.vpt4j.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Finds images that show the same: files with equal bytes, and images that differ as little as by another size or
 * compression.
 *
 * <p>Near twins are found by a difference hash (Krawetz 2013: which of two neighbouring cells of a small grey image is
 * brighter, here in both directions) and confirmed by comparing thumbnails, so that another position of an object is another
 * image. Two hashes that differ in at most {@value #MOST_BITS} bits agree in one of {@value #BANDS} bands, so that not all
 * pairs are compared.
 */
final class ImageTwins {
    private static final int CELLS = 8;
    private static final int BANDS = 16;
    private static final int MOST_BITS = BANDS - 1;
    private static final int THUMBNAIL = 32;
    private static final double MEAN_DIFFERENCE = 2.5;
    private static final int LARGEST_DIFFERENCE = 25;
    private static final int LARGEST_BAND = 500;

    /** Of the smaller side of an image, for its thumbnail. */
    private static final int ENOUGH_PIXELS = 4 * THUMBNAIL;

    private ImageTwins() {}

    /**
     * Two images of the same.
     *
     * @param exact whether their bytes are equal
     */
    record Pair(LabelledImage first, LabelledImage second, boolean exact) {}

    /** Files with equal bytes, each with the first of them. */
    static List<Pair> exact(List<LabelledImage> images) {
        Map<Long, List<LabelledImage>> bySize = new LinkedHashMap<>();
        for (LabelledImage image : images) {
            bytes(image.file()).ifPresent(bytes -> bySize.computeIfAbsent(bytes, size -> new ArrayList<>())
                    .add(image));
        }
        List<Pair> pairs = new ArrayList<>();
        for (List<LabelledImage> same : bySize.values()) {
            if (same.size() > 1) {
                Map<String, LabelledImage> byDigest = new HashMap<>();
                for (LabelledImage image : same) {
                    LabelledImage first = byDigest.putIfAbsent(Sha256.of(image.file()), image);
                    if (first != null) {
                        pairs.add(new Pair(first, image, true));
                    }
                }
            }
        }
        return pairs;
    }

    private static Optional<Long> bytes(Path file) {
        try {
            return Optional.of(Files.size(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is compared of an image: a hash of 128 bits, and a grey thumbnail. */
    private static final class Sketch {
        private final LabelledImage image;
        private final long rows;
        private final long columns;
        private final byte[] thumbnail;

        Sketch(LabelledImage image, long rows, long columns, byte[] thumbnail) {
            this.image = image;
            this.rows = rows;
            this.columns = columns;
            this.thumbnail = thumbnail;
        }

        int bits(Sketch other) {
            return Long.bitCount(rows ^ other.rows) + Long.bitCount(columns ^ other.columns);
        }

        /** Eight bits of the hash. */
        int band(int number) {
            long half = number < CELLS ? rows : columns;
            return (int) (half >>> (8 * (number % CELLS))) & 0xff;
        }

        boolean looksLike(Sketch other) {
            long sum = 0;
            int largest = 0;
            for (int i = 0; i < thumbnail.length; i++) {
                int difference = Math.abs((thumbnail[i] & 0xff) - (other.thumbnail[i] & 0xff));
                sum += difference;
                largest = Math.max(largest, difference);
            }
            return sum <= MEAN_DIFFERENCE * thumbnail.length && largest <= LARGEST_DIFFERENCE;
        }
    }

    /**
     * Images that look the same, without those of equal bytes; every image is decoded.
     *
     * @param progress receives how many are done
     */
    static List<Pair> near(List<LabelledImage> images, IntConsumer progress) {
        Sketch[] sketches = new Sketch[images.size()];
        IntStream.range(0, sketches.length).forEach(i -> {
            sketches[i] = sketch(images.get(i)).orElse(null);
            progress.accept(i + 1);
        });
        Map<Integer, List<Integer>> bands = bands(sketches);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < sketches.length; i++) {
            compare(i, sketches, bands).ifPresent(pairs::add);
        }
        return pairs;
    }

    private static Map<Integer, List<Integer>> bands(Sketch[] sketches) {
        Map<Integer, List<Integer>> bands = new HashMap<>();
        for (int i = 0; i < sketches.length; i++) {
            for (int band = 0; band < BANDS && sketches[i] != null; band++) {
                bands.computeIfAbsent((band << 8) | sketches[i].band(band), key -> new ArrayList<>())
                        .add(i);
            }
        }
        return bands;
    }

    private static Optional<Pair> compare(int index, Sketch[] sketches, Map<Integer, List<Integer>> bands) {
        Sketch sketch = sketches[index];
        if (sketch == null) {
            return Optional.empty();
        }
        for (int band = 0; band < BANDS; band++) {
            List<Integer> candidates = bands.get((band << 8) | sketch.band(band));
            for (int other : candidates.size() > LARGEST_BAND ? candidates.subList(0, LARGEST_BAND) : candidates) {
                if (other < index && sketch.bits(sketches[other]) <= MOST_BITS && sketch.looksLike(sketches[other])) {
                    return Optional.of(new Pair(sketches[other].image, sketch.image, false));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Sketch> sketch(LabelledImage image) {
        try {
            Image pixels = Image.readReduced(image.file(), reduction(image.size()));
            double[] cells = grey(pixels, CELLS + 1, CELLS + 1);
            long rows = 0;
            long columns = 0;
            for (int y = 0; y < CELLS; y++) {
                for (int x = 0; x < CELLS; x++) {
                    int at = y * (CELLS + 1) + x;
                    rows = (rows << 1) | (cells[at + 1] > cells[at] + 1 ? 1 : 0);
                    columns = (columns << 1) | (cells[at + CELLS + 1] > cells[at] + 1 ? 1 : 0);
                }
            }
            double[] small = grey(pixels, THUMBNAIL, THUMBNAIL);
            byte[] thumbnail = new byte[small.length];
            for (int i = 0; i < small.length; i++) {
                thumbnail[i] = (byte) Math.round(small[i]);
            }
            return Optional.of(new Sketch(image, rows, columns, thumbnail));
        } catch (ImageException | FileException e) {
            return Optional.empty(); // a finding already
        }
    }

    /** A hash and a thumbnail need few pixels. */
    private static int reduction(ImageSize size) {
        int reduction = 1;
        while (reduction < Image.MOST_REDUCTION
                && Math.min(size.width(), size.height()) >= 2 * reduction * ENOUGH_PIXELS) {
            reduction *= 2;
        }
        return reduction;
    }

    /** Mean brightness of the cells of a grid; of a very large image, of some of its pixels. */
    private static double[] grey(Image image, int columns, int rows) {
        int step = Math.max(1, Math.min(image.width(), image.height()) / 512);
        int[] cellOf = IntStream.range(0, image.width())
                .map(x -> x * columns / image.width())
                .toArray();
        long[] sums = new long[columns * rows];
        int[] counts = new int[sums.length];
        byte[] rgb = image.rgb();
        for (int y = 0; y < image.height(); y += step) {
            int row = y * rows / image.height() * columns;
            int line = 3 * y * image.width();
            for (int x = 0; x < image.width(); x += step) {
                int cell = row + cellOf[x];
                int at = line + 3 * x;
                sums[cell] += (rgb[at] & 0xff) + (rgb[at + 1] & 0xff) + (rgb[at + 2] & 0xff);
                counts[cell]++;
            }
        }
        double[] means = new double[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = counts[i] == 0 ? 0 : (double) sums[i] / counts[i] / 3;
        }
        return means;
    }
}
