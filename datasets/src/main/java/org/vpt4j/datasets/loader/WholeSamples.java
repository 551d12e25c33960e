package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.Optional;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Image files, of which those are kept in memory for which there is room.
 *
 * @param input see {@link SampleSource#of}
 */
record WholeSamples(DetectionDataset dataset, DecodedImages decoded, Optional<ImageSize> input)
        implements SampleSource {
    /** An image stays at least so many times as large as the input, so that scaling still smooths it and zooms find detail. */
    private static final int SPARE = 2;

    @Override
    public Sample read(int index) {
        LabelledImage source = dataset.images().get(index);
        int reduction = reduction(source.size());
        Image image = decoded.find(source.file()).orElseGet(() -> {
            Image read = Image.readReduced(source.file(), reduction);
            decoded.keep(source.file(), read);
            return read;
        });
        if (reduction == 1 || image.size().equals(source.size())) {
            SampleSource.requireSize(source, image);
            return new Sample(image, source.annotations());
        }
        SampleSource.requireSize(source, image, reduction);
        return new Sample(image, reduced(source, image.size()));
    }

    /** 1, 2, 4 or 8. */
    private int reduction(ImageSize size) {
        int reduction = 1;
        while (input.isPresent()
                && reduction < Image.MOST_REDUCTION
                && isLarger(size, 2 * SPARE * reduction, input.get())) {
            reduction *= 2;
        }
        return reduction;
    }

    private static boolean isLarger(ImageSize size, int times, ImageSize input) {
        return Math.max((double) size.width() / input.width(), (double) size.height() / input.height()) >= times;
    }

    private static List<Annotation> reduced(LabelledImage source, ImageSize size) {
        Box whole = new Box(0, 0, source.size().width(), source.size().height());
        AxisAlignedTransform scaling = AxisAlignedTransform.stretch(whole, size);
        return source.annotations().stream()
                .map(annotation -> annotation.at(scaling.toInput(annotation.box())))
                .toList();
    }
}
