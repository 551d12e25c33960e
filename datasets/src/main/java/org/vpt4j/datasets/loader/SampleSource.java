package org.vpt4j.datasets.loader;

import java.util.Optional;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** The samples of a dataset, decoded one by one when they are needed. May be read by several threads. */
interface SampleSource {
    DetectionDataset dataset();

    /**
     * Decodes a sample.
     *
     * @param index in the dataset
     * @throws ImageException if the image cannot be read, or its size is not that of its annotations
     */
    Sample read(int index);

    /**
     * The samples of a dataset.
     *
     * @param cacheBytes memory for decoded images
     * @param input size to which the images will be scaled: JPEGs that are much larger are decoded at a part of their size,
     *     with boxes to match; empty for images as the files have them
     */
    static SampleSource of(DetectionDataset dataset, long cacheBytes, Optional<ImageSize> input) {
        boolean tiled = dataset.images().stream().anyMatch(LabelledImage::isTile);
        return tiled
                ? new TiledSamples(dataset, cacheBytes)
                : new WholeSamples(dataset, new DecodedImages(cacheBytes, false), input);
    }

    /** @throws ImageException if an image has another size than its annotations are for */
    static void requireSize(LabelledImage source, Image image) {
        requireSize(source, image, 1);
    }

    /**
     * The same for an image that was decoded at a part of its size.
     *
     * @param reduction of each side, rounded up
     */
    static void requireSize(LabelledImage source, Image image, int reduction) {
        int width = (source.size().width() + reduction - 1) / reduction;
        int height = (source.size().height() + reduction - 1) / reduction;
        if (image.width() != width || image.height() != height) {
            throw new ImageException(source.file() + ": the image has " + image.size()
                    + (reduction == 1 ? "" : " at 1/" + reduction) + " pixels, but its annotations are for "
                    + source.size() + "; correct the annotations, or remove the image");
        }
    }
}
