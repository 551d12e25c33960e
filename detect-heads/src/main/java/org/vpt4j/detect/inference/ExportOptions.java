package org.vpt4j.detect.inference;

import java.util.regex.Pattern;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.onnx.WeightFormat;

/**
 * What to export.
 *
 * @param name of the task: its file is called {@code NAME.onnx}
 * @param layout which files to write
 * @param suppress whether the graph includes non-maximum suppression
 * @param precision of the stored weights
 * @param fixed whether the graph takes images of the task's input size only
 */
public record ExportOptions(String name, Layout layout, boolean suppress, WeightFormat precision, boolean fixed) {
    /** Name of the shared encoder, whose file is {@code encoder.onnx}; no task may have it. */
    public static final String ENCODER = "encoder";

    /** Which files an export consists of. */
    public enum Layout {
        /** {@code encoder.onnx} once for all tasks of a backbone, and a small {@code NAME.onnx} for each task. */
        SHARED,
        /** {@code NAME.onnx} alone: from normalised pixels to boxes and scores. */
        SINGLE;

        /**
         * The layout of this name, in any case.
         *
         * @throws ConfigException if there is none
         */
        public static Layout named(String name) {
            for (Layout layout : values()) {
                if (layout.name().equalsIgnoreCase(name)) {
                    return layout;
                }
            }
            throw new ConfigException("layout: \"" + name + "\" is none of shared, single");
        }
    }

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]*");

    /** @throws ConfigException if the name is not usable as a file name, or is the shared encoder's */
    public ExportOptions {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigException(
                    "name: \"" + name + "\" is not usable as a file name; use letters, digits, \"-\" and \"_\"");
        }
        if (name.equals(ENCODER)) {
            throw new ConfigException("name: \"" + name + "\" is the shared encoder's; choose another one");
        }
    }

    /** The shared layout, without suppression, float32, any image size. */
    public static ExportOptions of(String name) {
        return new ExportOptions(name, Layout.SHARED, false, WeightFormat.FP32, false);
    }

    /** The same in another layout. */
    public ExportOptions withLayout(Layout other) {
        return new ExportOptions(name, other, suppress, precision, fixed);
    }

    /** The same with or without non-maximum suppression in the graph. */
    public ExportOptions withSuppression(boolean inside) {
        return new ExportOptions(name, layout, inside, precision, fixed);
    }

    /** The same with weights in another format. */
    public ExportOptions withPrecision(WeightFormat other) {
        return new ExportOptions(name, layout, suppress, other, fixed);
    }

    /** The same for images of the task's input size only, or of any size. */
    public ExportOptions withFixedSize(boolean only) {
        return new ExportOptions(name, layout, suppress, precision, only);
    }
}
