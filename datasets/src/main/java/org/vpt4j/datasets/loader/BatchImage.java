package org.vpt4j.datasets.loader;

import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;

/**
 * One image of a batch.
 *
 * @param index its position in the dataset
 * @param source the file and its annotations as they are
 * @param transform from the pixels of the (augmented) image to those of the input; leads back to the file's pixels only
 *     without augmentation
 * @param annotations what is on the input, boxes in input pixels
 */
public record BatchImage(
        int index, LabelledImage source, AxisAlignedTransform transform, List<Annotation> annotations) {
    public BatchImage {
        annotations = List.copyOf(annotations);
    }
}
