package org.vpt4j.datasets.loader;

import java.util.List;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;

/**
 * An image of a batch.
 *
 * @param index in the dataset
 * @param source the file and its original annotations
 * @param transform from pixels of the (augmented) image to input pixels; its inverse gives pixels of the file only if
 *     the image is not augmented
 * @param annotations the augmented objects, boxes in input pixels
 */
public record BatchImage(
        int index, LabelledImage source, AxisAlignedTransform transform, List<Annotation> annotations) {
    public BatchImage {
        annotations = List.copyOf(annotations);
    }
}
