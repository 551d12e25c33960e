package org.vpt4j.detect.inference;

import org.vpt4j.vision.error.ConfigException;

/** Which files an export consists of. */
public enum ExportLayout {
    /** {@code encoder.onnx} once for all tasks of a backbone, and a small {@code NAME.onnx} for each task. */
    SHARED,
    /** {@code NAME.onnx} alone: from normalised pixels to boxes and scores. */
    SINGLE;

    /**
     * The one of this name, whatever its case.
     *
     * @throws ConfigException if there is none
     */
    public static ExportLayout named(String name) {
        for (ExportLayout layout : values()) {
            if (layout.name().equalsIgnoreCase(name)) {
                return layout;
            }
        }
        throw new ConfigException("layout: \"" + name + "\" is none of shared, single");
    }
}
