package org.vpt4j.datasets.loader;

import java.nio.file.Path;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.Region;

/**
 * The samples of a dataset with tiles. Keeps the images that were used last, so that an image and its tiles, one after the
 * other, are decoded once.
 */
final class TiledSamples implements SampleSource {
    private final DetectionDataset dataset;
    private final DecodedImages decoded;

    /** @param cacheBytes memory for decoded images */
    TiledSamples(DetectionDataset dataset, long cacheBytes) {
        this.dataset = dataset;
        this.decoded = new DecodedImages(cacheBytes, true);
    }

    @Override
    public DetectionDataset dataset() {
        return dataset;
    }

    @Override
    public Sample read(int index) {
        LabelledImage source = dataset.images().get(index);
        Image image = decoded(source.file());
        if (source.region().isEmpty()) {
            SampleSource.requireSize(source, image);
            return new Sample(image, source.annotations());
        }
        Region region = source.region().get();
        if (!region.isInside(image.size())) {
            throw new ImageException(source.file() + ": the image has " + image.size() + " pixels, but its tile is "
                    + region + "; it has changed since the data were opened, start again");
        }
        return new Sample(image.crop(region), source.annotations());
    }

    private Image decoded(Path file) {
        return decoded.find(file).orElseGet(() -> {
            Image image = Image.read(file);
            decoded.keep(file, image);
            return image;
        });
    }
}
