package org.vpt4j.datasets.loader;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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
    /** Largest part of the heap that kept images take. */
    private static final int PART_OF_HEAP = 8;

    private static final long MOST_BYTES = 256L << 20;

    private final DetectionDataset dataset;
    private final long limit = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    private final Map<Path, Image> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    TiledSamples(DetectionDataset dataset) {
        this.dataset = dataset;
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
        synchronized (kept) {
            Image image = kept.get(file);
            if (image != null) {
                return image;
            }
        }
        Image image = Image.read(file);
        synchronized (kept) {
            keep(file, image);
        }
        return image;
    }

    private void keep(Path file, Image image) {
        if (kept.put(file, image) == null) { // else another thread has just kept it too
            bytes += image.rgb().length;
        }
        for (Iterator<Map.Entry<Path, Image>> oldest = kept.entrySet().iterator(); bytes > limit && kept.size() > 1; ) {
            bytes -= oldest.next().getValue().rgb().length;
            oldest.remove();
        }
    }
}
