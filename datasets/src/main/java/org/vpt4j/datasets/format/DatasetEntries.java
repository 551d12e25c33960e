package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the files of a dataset say, unchecked: the exchange type between formats and the rest.
 *
 * @param classes the declared class names in the files' order (a box of any other class is refused); empty if the
 *     format declares none, then the sorted names of the boxes' classes are used
 * @param parts the parts of the data; parts with the same name are joined
 */
public record DatasetEntries(List<String> classes, List<Part> parts) {
    /** The name of a part that belongs to no split. */
    public static final String UNNAMED = "";

    public DatasetEntries {
        classes = List.copyOf(classes);
        parts = List.copyOf(parts);
    }

    /** All images of all parts, an image as often as it is listed. */
    List<ImageEntry> allImages() {
        return parts.stream().flatMap(part -> part.images().stream()).toList();
    }

    /** Number of boxes of all images that fulfil a condition. */
    long count(Predicate<BoxEntry> condition) {
        return allImages().stream()
                .flatMap(image -> image.boxes().stream())
                .filter(condition)
                .count();
    }

    /**
     * All images by name, in order, each once. An image that is listed several times, in one part or in several, gets the
     * boxes of all its entries; a finding is added if they differ.
     *
     * @throws DatasetException if two image files have the same name
     */
    public Map<String, ImageEntry> images(Findings.Collector findings) {
        Map<String, ImageEntry> images = new LinkedHashMap<>();
        parts.stream().map(Part::images).flatMap(Collection::stream).forEach(image -> {
            ImageEntry former = images.putIfAbsent(image.name(), image);
            if (former != null) {
                images.put(image.name(), merged(former, image, findings));
            }
        });
        return images;
    }

    private static ImageEntry merged(ImageEntry former, ImageEntry image, Findings.Collector findings) {
        if (!former.file()
                .toAbsolutePath()
                .normalize()
                .equals(image.file().toAbsolutePath().normalize())) {
            throw new DatasetException(image.position() + ": the name " + image.name() + " stands for two images, "
                    + former.file() + " and " + image.file() + "; rename one of them");
        }
        Set<BoxEntry> known = new HashSet<>();
        former.boxes().forEach(box -> known.add(box.at(former.position())));
        List<BoxEntry> all = new ArrayList<>(former.boxes());
        image.boxes().stream()
                .filter(box -> !known.contains(box.at(former.position())))
                .forEach(all::add);
        if (all.size() == former.boxes().size()) {
            return former;
        }
        findings.add(
                Findings.Finding.Kind.DUPLICATE_IMAGE,
                image.name(),
                image.position(),
                "its boxes differ from those in " + former.position(),
                "boxes merged");
        return former.with(all);
    }

    /**
     * Images that belong together.
     *
     * @param name {@code train}, {@code val}, {@code trainval}, {@code test}, or {@link #UNNAMED}
     */
    public record Part(String name, List<ImageEntry> images) {
        public Part {
            images = List.copyOf(images);
        }
    }

    /**
     * A box as an annotation file gives it, xyxy in continuous pixels; it may be empty, inverted or outside its image. A
     * reader passes finite coordinates only ({@link FilePosition#number}); a box with NaN is dropped as empty, one with an
     * infinite coordinate is refused with a {@link DatasetException}.
     *
     * @param crowd COCO's crowd, VOC's difficult
     * @param area the object's declared area in square pixels, NaN if none is declared
     */
    public record BoxEntry(
            String className,
            double x1,
            double y1,
            double x2,
            double y2,
            boolean crowd,
            double area,
            FilePosition position) {
        BoxEntry at(FilePosition other) {
            return new BoxEntry(className, x1, y1, x2, y2, crowd, area, other);
        }

        /** The same object with another class. */
        public BoxEntry ofClass(String other) {
            return new BoxEntry(other, x1, y1, x2, y2, crowd, area, position);
        }

        /** The same object with other coordinates. */
        public BoxEntry at(double left, double top, double right, double bottom) {
            return new BoxEntry(className, left, top, right, bottom, crowd, area, position);
        }

        /** The same object in an image that is scaled by these factors. */
        public BoxEntry scaled(double x, double y) {
            return new BoxEntry(className, x1 * x, y1 * y, x2 * x, y2 * y, crowd, area * x * y, position);
        }

        /** {@code [10, 20, 30.5, 40]} */
        public String coordinates() {
            return "[" + shortest(x1) + ", " + shortest(y1) + ", " + shortest(x2) + ", " + shortest(y2) + "]";
        }

        private static String shortest(double value) {
            if (!(Math.abs(value) < 1e15)) {
                return Double.toString(value);
            }
            return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.2f", value);
        }
    }

    /**
     * An existing image file with the boxes that an annotation file gives it.
     *
     * @param name path relative to the dataset's root, with {@code /}: identifies the image
     * @param file path of the file
     * @param width declared width in pixels, 0 if none is declared
     * @param height declared height in pixels, 0 if none is declared
     * @param position of its annotation
     */
    public record ImageEntry(
            String name, Path file, int width, int height, FilePosition position, List<DatasetEntries.BoxEntry> boxes) {
        public ImageEntry {
            boxes = List.copyOf(boxes);
        }

        /** The same image with other boxes. */
        public ImageEntry with(List<DatasetEntries.BoxEntry> others) {
            return new ImageEntry(name, file, width, height, position, others);
        }
    }
}
