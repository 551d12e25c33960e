package org.vpt4j.datasets.format;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dataset in the words of its files.
 *
 * @param classes the declared class names in the files' order, those of all boxes among them (a box of another is refused);
 *     empty where a form declares none: they are those of the boxes then, sorted
 * @param parts the parts that the data comes in; those of one name count as one
 */
public record RawDataset(List<String> classes, List<Part> parts) {
    /** The name of a part that belongs to no split. */
    public static final String UNNAMED = "";

    public RawDataset {
        classes = List.copyOf(classes);
        parts = List.copyOf(parts);
    }

    /**
     * Every image once, by name, in order. One that is given again, in the same part or another, has the boxes of all that
     * speak of it; where they differ, that is noted.
     *
     * @throws DatasetException if two image files have one name
     */
    public Map<String, RawImage> images(Findings.Collector findings) {
        Map<String, RawImage> images = new LinkedHashMap<>();
        parts.stream().map(Part::images).flatMap(Collection::stream).forEach(image -> {
            RawImage former = images.putIfAbsent(image.name(), image);
            if (former != null) {
                images.put(image.name(), joined(former, image, findings));
            }
        });
        return images;
    }

    private static RawImage joined(RawImage former, RawImage image, Findings.Collector findings) {
        if (!former.file()
                .toAbsolutePath()
                .normalize()
                .equals(image.file().toAbsolutePath().normalize())) {
            throw new DatasetException(image.place() + ": the name " + image.name() + " stands for two images, "
                    + former.file() + " and " + image.file() + "; rename one of them");
        }
        Set<RawBox> known = new HashSet<>();
        former.boxes().forEach(box -> known.add(box.at(former.place())));
        List<RawBox> all = new ArrayList<>(former.boxes());
        image.boxes().stream()
                .filter(box -> !known.contains(box.at(former.place())))
                .forEach(all::add);
        if (all.size() == former.boxes().size()) {
            return former;
        }
        findings.add(
                FindingKind.DUPLICATE_IMAGE,
                image.name(),
                image.place(),
                "with other boxes than in " + former.place(),
                "boxes joined");
        return former.with(all);
    }

    /**
     * Images that belong together.
     *
     * @param name {@code train}, {@code val}, {@code trainval}, {@code test}, or {@link #UNNAMED}
     */
    public record Part(String name, List<RawImage> images) {
        public Part {
            images = List.copyOf(images);
        }
    }
}
