package org.vpt4j.detect.inference;

import java.util.regex.Pattern;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.onnx.WeightFormat;

/**
 * What an export is to be like.
 *
 * @param name of the task: its file is called {@code NAME.onnx}
 * @param layout which files there are
 * @param suppress whether non-maximum suppression is a part of the graph
 * @param precision of the stored weights
 * @param fixed whether the graph takes images of the task's input only, not of any size
 */
public record ExportOptions(String name, ExportLayout layout, boolean suppress, WeightFormat precision, boolean fixed) {
    /** Name of the shared encoder, whose file is {@code encoder.onnx}: no task can have it. */
    public static final String ENCODER = "encoder";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]*");

    /** @throws ConfigException if the name cannot be a file's, or is the shared encoder's */
    public ExportOptions {
        if (!NAME.matcher(name).matches()) {
            throw new ConfigException(
                    "name: \"" + name + "\" is no name for a file; use letters, digits, \"-\" and \"_\"");
        }
        if (name.equals(ENCODER)) {
            throw new ConfigException("name: \"" + name + "\" is the shared encoder's; choose another one");
        }
    }

    /** A task in the shared layout, raw, float32, for images of any size. */
    public static ExportOptions of(String name) {
        return new ExportOptions(name, ExportLayout.SHARED, false, WeightFormat.FP32, false);
    }

    /** The same in another layout. */
    public ExportOptions withLayout(ExportLayout other) {
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

    /** The same for images of the task's input only, or of any size. */
    public ExportOptions withFixedSize(boolean only) {
        return new ExportOptions(name, layout, suppress, precision, only);
    }
}
