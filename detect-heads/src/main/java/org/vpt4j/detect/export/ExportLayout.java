package org.vpt4j.detect.export;

/** Which files an export consists of. */
public enum ExportLayout {
    /** {@code encoder.onnx} once for all tasks of a backbone, and a small {@code NAME.onnx} for each task. */
    SHARED,
    /** {@code NAME.onnx} alone: from normalised pixels to boxes and scores. */
    SINGLE
}
