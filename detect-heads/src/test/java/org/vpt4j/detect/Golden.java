package org.vpt4j.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/** Values that another program computed, from a JSON file beside the script that made it. */
public final class Golden {
    private Golden() {}

    /** Reads {@code /golden/FOLDER/golden.json}. */
    public static JsonNode read(String folder) {
        return read(folder, "golden.json");
    }

    /** Reads {@code /golden/FOLDER/FILE}. */
    public static JsonNode read(String folder, String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + folder + "/" + file)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All numbers in a node, in order, however deep the lists are. */
    public static float[] floats(JsonNode node) {
        double[] values = doubles(node);
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[] doubles(JsonNode node) {
        if (node.isNumber()) {
            return new double[] {node.doubleValue()};
        }
        return StreamSupport.stream(node.spliterator(), false)
                .flatMapToDouble(child -> Arrays.stream(doubles(child)))
                .toArray();
    }

    /** A tensor written as {@code {"shape": [..], "values": [..]}}. */
    public static NDArray tensor(NDManager manager, JsonNode node) {
        float[] dimensions = floats(node.get("shape"));
        long[] shape = new long[dimensions.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (long) dimensions[i];
        }
        return manager.create(floats(node.get("values")), new Shape(shape));
    }
}
