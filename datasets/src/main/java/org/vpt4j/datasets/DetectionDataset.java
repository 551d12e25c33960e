package org.vpt4j.datasets;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;

/**
 * Labelled images that share a list of classes: one split of a dataset.
 *
 * @param classes class names, by class index
 * @param images sorted by name; in a tiled dataset each is followed by its tiles
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

    /**
     * This dataset with the tiles of each image behind it, as images of their own with their parts of the boxes. A box of
     * which a tile shows less than 30 % is an ignore region there. Tiles that there are already are replaced.
     *
     * @param input size at which the tiles enter the encoder
     * @throws org.vpt4j.vision.error.ConfigException if an image has too many tiles
     */
    public DetectionDataset tiled(Tiling tiling, ImageSize input) {
        return new TileCutter(tiling, input, new Findings.Collector()).cut(this);
    }

    /** The whole images, without tiles. */
    public List<LabelledImage> whole() {
        return images.stream().filter(image -> !image.isTile()).toList();
    }

    /** What shows each object largest: the tiles, and the images that have none. */
    public List<LabelledImage> finest() {
        List<LabelledImage> finest = new ArrayList<>();
        for (LabelledImage image : images) {
            if (image.isTile() && !finest.isEmpty() && isWholeOf(finest.get(finest.size() - 1), image)) {
                finest.remove(finest.size() - 1);
            }
            finest.add(image);
        }
        return List.copyOf(finest);
    }

    private static boolean isWholeOf(LabelledImage before, LabelledImage tile) {
        return !before.isTile() && before.file().equals(tile.file());
    }

    /** Number of boxes in all images. */
    public int boxes() {
        return images.stream().mapToInt(image -> image.annotations().size()).sum();
    }
}
