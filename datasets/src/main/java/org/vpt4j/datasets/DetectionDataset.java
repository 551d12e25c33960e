package org.vpt4j.datasets;

import java.util.List;

/**
 * Labelled images that share a list of classes: one split of a dataset.
 *
 * @param classes class names, by class index
 * @param images sorted by name
 */
public record DetectionDataset(List<String> classes, List<LabelledImage> images) {
    /** @throws IllegalArgumentException if an annotation has an unknown class */
    public DetectionDataset {
        classes = List.copyOf(classes);
        images = List.copyOf(images);
        for (LabelledImage image : images) {
            for (Annotation annotation : image.annotations()) {
                if (annotation.classIndex() >= classes.size()) {
                    throw new IllegalArgumentException(image.name() + ": class index " + annotation.classIndex()
                            + " of only " + classes.size() + " classes");
                }
            }
        }
    }

    /** The same images and boxes with a single class. */
    public DetectionDataset asOneClass(String name) {
        return new DetectionDataset(
                List.of(name),
                images.stream()
                        .map(image -> image.withAnnotations(image.annotations().stream()
                                .map(annotation -> annotation.ofClass(0))
                                .toList()))
                        .toList());
    }

    /** Number of boxes in all images. */
    public int boxes() {
        return images.stream().mapToInt(image -> image.annotations().size()).sum();
    }
}
