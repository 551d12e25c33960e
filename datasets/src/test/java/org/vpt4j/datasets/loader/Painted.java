package org.vpt4j.datasets.loader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** Small painted images, on which pixels tell where objects are. */
final class Painted {
    static final int GROUND = 0x2040a0;
    static final int OBJECT = 0xe02010;

    private Painted() {}

    /** A class's own colour; all have more red than blue, unlike the ground. */
    static int color(int classIndex) {
        return 0xe00000 | 0x2000 * classIndex | 0x10;
    }

    /** An image of single-byte greys, row by row. */
    static Image image(int width, int height, int... greys) {
        byte[] rgb = new byte[3 * greys.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) greys[i / 3];
        }
        return Image.of(new ImageSize(width, height), rgb);
    }

    static Image ground(ImageSize size) {
        return sample(size, 0, new Box(0, 0, 0, 0)).image();
    }

    /** One object, in the same colour whatever its class. */
    static Sample sample(ImageSize size, int classIndex, Box box) {
        byte[] rgb = new byte[3 * size.width() * size.height()];
        paint(rgb, size, new Box(0, 0, size.width(), size.height()), GROUND);
        paint(rgb, size, box, OBJECT);
        return new Sample(Image.of(size, rgb), List.of(Annotation.of(classIndex, box)));
    }

    /** Objects in the colours of their classes, the later above the earlier. */
    static Sample sample(ImageSize size, int ground, List<Annotation> objects) {
        byte[] rgb = new byte[3 * size.width() * size.height()];
        paint(rgb, size, new Box(0, 0, size.width(), size.height()), ground);
        objects.forEach(object -> paint(rgb, size, object.box(), color(object.classIndex())));
        return new Sample(Image.of(size, rgb), objects);
    }

    private static void paint(byte[] rgb, ImageSize size, Box box, int color) {
        for (int y = (int) box.y1(); y < box.y2(); y++) {
            for (int x = (int) box.x1(); x < box.x2(); x++) {
                int i = 3 * (y * size.width() + x);
                rgb[i] = (byte) (color >> 16);
                rgb[i + 1] = (byte) (color >> 8);
                rgb[i + 2] = (byte) color;
            }
        }
    }

    /** All changes of a kind, without scaling in between. */
    static Sample changed(Augmentations.Kind kind, Sample sample, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Sample moved = kind.steps().move(sample, random);
        return new Sample(kind.steps().color(moved.image(), random), moved.annotations());
    }

    /** What the reddish pixels cover, or null. */
    static Box object(Image image) {
        int[] edges = {Integer.MAX_VALUE, Integer.MAX_VALUE, -1, -1};
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int color = image.rgb(x, y);
                if ((color >> 16) - (color & 0xff) > 60) {
                    edges[0] = Math.min(edges[0], x);
                    edges[1] = Math.min(edges[1], y);
                    edges[2] = Math.max(edges[2], x + 1);
                    edges[3] = Math.max(edges[3], y + 1);
                }
            }
        }
        return edges[2] < 0 ? null : new Box(edges[0], edges[1], edges[2], edges[3]);
    }

    static long count(Image image, int color) {
        long count = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                count += image.rgb(x, y) == color ? 1 : 0;
            }
        }
        return count;
    }

    /** The largest difference of a channel from a colour, over the pixels that lie in a box and {@code inset} from its edges. */
    static int deviation(Image image, Box box, double inset, int color) {
        int most = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                boolean inside = x >= box.x1() + inset
                        && x + 1 <= box.x2() - inset
                        && y >= box.y1() + inset
                        && y + 1 <= box.y2() - inset;
                for (int shift = 0; inside && shift < 24; shift += 8) {
                    int difference = (image.rgb(x, y) >> shift & 0xff) - (color >> shift & 0xff);
                    most = Math.max(most, Math.abs(difference));
                }
            }
        }
        return most;
    }

    /** A source of samples in memory, which counts what is read. */
    static final class Source implements SampleSource {
        final List<Integer> read = new ArrayList<>();
        private final List<Sample> samples;
        private final DetectionDataset dataset;

        Source(int classes, Sample... samples) {
            this.samples = Arrays.asList(samples);
            List<LabelledImage> images = new ArrayList<>();
            for (Sample sample : samples) {
                images.add(new LabelledImage(
                        images.size() + ".png", null, sample.image().size(), sample.annotations()));
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; i < classes; i++) {
                names.add("class " + i);
            }
            this.dataset = new DetectionDataset(names, images);
        }

        @Override
        public DetectionDataset dataset() {
            return dataset;
        }

        @Override
        public Sample read(int index) {
            read.add(index);
            return samples.get(index);
        }
    }
}
