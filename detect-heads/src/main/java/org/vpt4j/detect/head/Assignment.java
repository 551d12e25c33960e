package org.vpt4j.detect.head;

/**
 * What the locations of one image are to predict. The arrays are the assigner's result, handed over: not copied.
 *
 * @param truth for each location the index of its object in the list of annotations, or {@link #BACKGROUND}, or
 *     {@link #IGNORED}
 * @param score for each location the class score to aim at, in [0, 1]: 0 for background, higher the better the location
 *     already predicts its object
 */
@SuppressWarnings("ArrayRecordComponent") // a few thousand values that live for one step
public record Assignment(int[] truth, float[] score) {
    /** Nothing is here. */
    public static final int BACKGROUND = -1;
    /** Inside a crowd: neither object nor background. */
    public static final int IGNORED = -2;
}
