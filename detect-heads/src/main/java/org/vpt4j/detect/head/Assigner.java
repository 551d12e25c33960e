package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.datasets.Annotation;

/** Label assignment: decides what each location of an image learns. Keeps no state between calls. */
@FunctionalInterface
public interface Assigner {

    /**
     * Assigns the locations of one image.
     *
     * @param logits class logits {@code [N, C]}, row-major
     * @param boxes predicted boxes {@code [N, 4]}, xyxy in input pixels
     * @param locations the N locations of the predictions
     * @param truth the image's objects in input pixels; {@linkplain Annotation#crowd crowds} are not targets, and
     *     unassigned locations in them are ignored
     */
    Assignment assign(float[] logits, float[] boxes, Locations locations, List<Annotation> truth);

    /**
     * The targets of one image's locations. The assigner hands its arrays over; they are not copied.
     *
     * @param truth for each location the index of its object in the list of annotations, or {@link #BACKGROUND}, or
     *     {@link #IGNORED}
     * @param score for each location its target class score, in [0, 1]: 0 for background, higher the better the location
     *     already predicts its object
     */
    @SuppressWarnings("ArrayRecordComponent") // a few thousand values that live for one step
    record Assignment(int[] truth, float[] score) {
        /** No object. */
        public static final int BACKGROUND = -1;
        /** Inside a crowd: neither object nor background. */
        public static final int IGNORED = -2;
    }
}
