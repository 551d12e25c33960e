package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.datasets.Annotation;

/** Decides what each location of an image learns from: label assignment. Keeps no state between calls. */
@FunctionalInterface
public interface Assigner {

    /**
     * Assigns the locations of one image.
     *
     * @param logits class logits {@code [N, C]} by rows
     * @param boxes predicted boxes {@code [N, 4]}, xyxy in input pixels
     * @param locations where they were predicted, N
     * @param truth the image's objects in input pixels; {@linkplain Annotation#crowd crowds} are no targets, and free
     *     locations in them are ignored
     */
    Assignment assign(float[] logits, float[] boxes, Locations locations, List<Annotation> truth);
}
