package org.vpt4j.datasets.loader;

import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;

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

    /** The samples as the files have them. */
    static SampleSource of(DetectionDataset dataset) {
        boolean tiled = dataset.images().stream().anyMatch(LabelledImage::isTile);
        return tiled ? new TiledSamples(dataset) : new Files(dataset);
    }

    /** @throws ImageException if an image has another size than its annotations are for */
    static void requireSize(LabelledImage source, Image image) {
        if (!image.size().equals(source.size())) {
            throw new ImageException(
                    source.file() + ": the image has " + image.size() + " pixels, but its annotations are for "
                            + source.size() + "; correct the annotations, or remove the image");
        }
    }

    /** Image files, of which none is kept in memory. */
    record Files(DetectionDataset dataset) implements SampleSource {
        @Override
        public Sample read(int index) {
            LabelledImage source = dataset.images().get(index);
            Image image = Image.read(source.file());
            requireSize(source, image);
            return new Sample(image, source.annotations());
        }
    }
}
