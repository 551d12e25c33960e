package org.vpt4j.detect.metric;

/** COCO's IoU thresholds 0.50, 0.55, …, 0.95, bit for bit those of NumPy's {@code linspace(.5, .95, 10)}. */
final class IouThresholds {

    static final int COUNT = 10;

    /** Index of 0.5. */
    static final int AT_50 = 0;

    /** Index of 0.75. */
    static final int AT_75 = 5;

    private static final double STEP = (0.95 - 0.5) / (COUNT - 1);

    private IouThresholds() {}

    static double value(int index) {
        return index == COUNT - 1 ? 0.95 : index * STEP + 0.5;
    }
}
