package org.vpt4j.vision.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * The weights of a network that is written into an {@link OnnxGraph}, by name, like the dictionary {@code w} of its
 * TorchScript. A weight is stored in the graph when it is first used, and shared by all further uses.
 *
 * <p>Made by {@link OnnxGraph#weights}.
 */
public final class OnnxWeights {
    private final OnnxGraph graph;
    private final String prefix;
    private final Map<String, long[]> shapes;
    private final Function<String, float[]> values;
    private final Map<String, OnnxGraph.Value> stored;
    private final Map<String, OnnxOperators.Quantized> quantized;

    /** @param prefix of the weights' names in the graph; the keys of both maps lack it */
    OnnxWeights(OnnxGraph graph, String prefix, Map<String, long[]> shapes, Function<String, float[]> values) {
        this(graph, prefix, shapes, values, new HashMap<>(), new HashMap<>());
    }

    private OnnxWeights(
            OnnxGraph graph,
            String prefix,
            Map<String, long[]> shapes,
            Function<String, float[]> values,
            Map<String, OnnxGraph.Value> stored,
            Map<String, OnnxOperators.Quantized> quantized) {
        this.graph = graph;
        this.prefix = prefix;
        this.shapes = shapes;
        this.values = values;
        this.stored = stored;
        this.quantized = quantized;
    }

    /** The weights whose names start with this prefix, without it: {@code w.under("pyramid.").weight("neck.weight")}. */
    public OnnxWeights under(String start) {
        Map<String, long[]> own = shapes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(start))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(start.length()), Map.Entry::getValue));
        return new OnnxWeights(graph, prefix + start, own, name -> values.apply(start + name), stored, quantized);
    }

    /**
     * The same with a value of the graph in place of a weight, used as a {@link #constant}.
     *
     * @param shape of the value; -1 for sizes that are known at run time only
     */
    public OnnxWeights with(String name, OnnxGraph.Value value, long... shape) {
        Map<String, long[]> all = new HashMap<>(shapes);
        all.put(name, shape);
        Map<String, OnnxGraph.Value> known = new HashMap<>(stored);
        known.put(prefix + name, value);
        return new OnnxWeights(graph, prefix, all, values, known, quantized);
    }

    /** Whether there is a weight of this name. */
    public boolean has(String name) {
        return shapes.containsKey(name);
    }

    /**
     * Sizes of a weight's axes.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public long[] shape(String name) {
        long[] shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("there is no weight " + name + " among " + shapes.keySet());
        }
        return shape.clone();
    }

    /** A weight's values. */
    public float[] values(String name) {
        return values.apply(name);
    }

    /** A matrix or kernel: in the graph's {@link WeightFormat}, as a float32 value. */
    public OnnxGraph.Value weight(String name) {
        return once(name, "", () -> graph.weight(prefix + name, shape(name), () -> values(name)));
    }

    /** A bias, norm or embedding: float32 whatever the graph's format. */
    public OnnxGraph.Value constant(String name) {
        return once(name, "", () -> graph.constant(prefix + name, new FloatTensor(shape(name), values(name))));
    }

    /** A single element of a vector as {@code [1]}, float32. */
    public OnnxGraph.Value element(String name, int i) {
        String own = name + "." + i;
        return once(own, "", () -> graph.constant(prefix + own, FloatTensor.vector(values(name)[i])));
    }

    /** A vector as {@code [C, 1, 1]}, one value for each channel of a map, float32. */
    OnnxGraph.Value channels(String name) {
        long[] column = {shape(name)[0], 1, 1};
        return once(name, " by channel", () -> graph.constant(prefix + name, new FloatTensor(column, values(name))));
    }

    /** A matrix {@code [out, in]} as {@code [in, out]}, in the graph's format. */
    OnnxGraph.Value transposed(String name) {
        return once(name, " transposed", () -> graph.weight(prefix + name, turned(name), () -> transposedValues(name)));
    }

    /** A matrix as 8-bit integers with a scale per output. */
    OnnxOperators.Quantized quantized(String name) {
        return quantized.computeIfAbsent(
                prefix + name, full -> graph.quantizedWeight(full, turned(name), () -> transposedValues(name)));
    }

    private OnnxGraph.Value once(String name, String layout, Supplier<OnnxGraph.Value> store) {
        String key = prefix + name + layout;
        OnnxGraph.Value before = stored.get(key);
        if (before == null) {
            before = store.get();
            stored.put(key, before);
        }
        return before;
    }

    private long[] turned(String name) {
        long[] shape = shape(name);
        return new long[] {shape[1], shape[0]};
    }

    private float[] transposedValues(String name) {
        float[] matrix = values(name);
        int rows = Math.toIntExact(shape(name)[0]);
        int columns = Math.toIntExact(shape(name)[1]);
        float[] out = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[c * rows + r] = matrix[r * columns + c];
            }
        }
        return out;
    }
}
