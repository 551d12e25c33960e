package org.vpt4j.detect.export;

import org.vpt4j.vision.onnx.WeightFormat;

/**
 * How far an export may be from the training graph: a multiple of what trained tasks have shown.
 *
 * @param everywhere a score at any location
 * @param score that of a detection
 * @param box an edge of a detection, as a part of the input's longer side
 */
record ExportTolerance(double everywhere, double score, double box) {

    static ExportTolerance of(WeightFormat precision) {
        return switch (precision) {
            case FP32 -> new ExportTolerance(1e-3, 1e-3, 3e-4);
            case FP16 -> new ExportTolerance(0.01, 0.01, 3e-3);
            case INT8 -> new ExportTolerance(0.2, 0.2, 0.05);
        };
    }
}
