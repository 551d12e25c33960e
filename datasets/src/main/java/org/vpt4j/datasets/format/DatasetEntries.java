package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
                Finding.Kind.DUPLICATE_IMAGE,
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
}
