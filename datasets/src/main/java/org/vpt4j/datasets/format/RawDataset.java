package org.vpt4j.datasets.format;

import java.util.List;

/**
 * A dataset in the words of its files.
 *
 * @param classes the declared class names in the files' order; empty where a form declares none
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
