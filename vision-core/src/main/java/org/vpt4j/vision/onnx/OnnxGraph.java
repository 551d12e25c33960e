package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * An ONNX model under construction: operators of the standard set 17, IR version 8, added one after the other.
 *
 * <p>Every network part writes itself: {@code OnnxValue y = graph.node("Relu", x);}. Not for several threads at once.
 */
public final class OnnxGraph {
    /** The operator set that all nodes belong to. */
    public static final int OPSET = 17;

    static final int IR_VERSION = 8;

    private static final float SQRT_2 = (float) Math.sqrt(2);
    private static final float SQRT_2_BY_PI = (float) Math.sqrt(2 / Math.PI);

    private final String name;
    private final WeightFormat format;
    private final boolean detached;
    private final List<OnnxArgument> arguments = new ArrayList<>();
    private final Initializers initializers = new Initializers();
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<List<Long>, OnnxValue> integers = new HashMap<>();
    private final Map<Float, OnnxValue> scalars = new HashMap<>();
    private String scope = "";

    /** An empty graph that stores its weights in this format. */
    public OnnxGraph(String name, WeightFormat format) {
        this(name, format, false);
    }

    private OnnxGraph(String name, WeightFormat format, boolean detached) {
        this.name = name;
        this.format = format;
        this.detached = detached;
    }

    /**
     * An empty graph that has an input for each weight and constant instead of its values, which are its
     * {@link #arguments}: networks of one form, whatever their values, become the same graph and can share a session.
     *
     * <p>Weights are float16 if their values allow it without loss, or the format asks for it; linear layers are never
     * quantized. Scalars and integers stay a part of the graph.
     *
     * @param format {@link WeightFormat#FP32} or {@link WeightFormat#FP16}
     */
    public static OnnxGraph detached(String name, WeightFormat format) {
        if (format == WeightFormat.INT8) {
            throw new IllegalArgumentException("a graph without its weights cannot quantize them");
        }
        return new OnnxGraph(name, format, true);
    }

    /** What a {@link #detached} graph wants to be fed with besides its other inputs, in order; otherwise nothing. */
    public List<OnnxArgument> arguments() {
        return List.copyOf(arguments);
    }

    /** The format that weights are stored in. */
    public WeightFormat format() {
        return format;
    }

    /**
     * Puts a word before the names of all nodes that are added in {@code part}: people who look at the graph see which
     * layer a node belongs to.
     */
    public <T> T in(String part, Supplier<T> adding) {
        String outside = scope;
        scope = outside + part + "/";
        try {
            return adding.get();
        } finally {
            scope = outside;
        }
    }

    /**
     * An input of the graph.
     *
     * @param dimensions a {@link Number} is a fixed size, a {@link String} names one that is free at run time
     */
    public OnnxValue input(String name, ElementType type, Object... dimensions) {
        used.put(name, 1);
        graph.addInput(ProtoValues.info(name, type, dimensions));
        return new OnnxValue(name);
    }

    /** Makes a value an output of the graph, under this name; dimensions as those of {@link #input}. */
    public void output(OnnxValue value, String name, ElementType type, Object... dimensions) {
        OnnxValue named = value;
        if (!value.name().equals(name)) {
            used.put(name, 1);
            graph.addNode(NodeProto.newBuilder()
                    .setName("output/" + name)
                    .setOpType("Identity")
                    .addInput(value.name())
                    .addOutput(name));
            named = new OnnxValue(name);
        }
        graph.addOutput(ProtoValues.info(named.name(), type, dimensions));
    }

    /** Adds an operator with one result. */
    public OnnxValue node(String operator, OnnxValue... inputs) {
        return node(operator, List.of(inputs), Map.of());
    }

    /** Adds an operator with one result; attributes are {@link Long}, {@link Integer}, {@link Float}, {@link String} or {@code long[]}. */
    public OnnxValue node(String operator, List<OnnxValue> inputs, Map<String, ?> attributes) {
        return nodes(operator, inputs, 1, attributes).get(0);
    }

    /** Adds an operator with several results. */
    public List<OnnxValue> nodes(String operator, List<OnnxValue> inputs, int outputs, Map<String, ?> attributes) {
        String nodeName = unique(scope + operator);
        NodeProto.Builder node = NodeProto.newBuilder().setName(nodeName).setOpType(operator);
        inputs.forEach(input -> node.addInput(input.name()));
        new TreeMap<>(attributes).forEach((key, value) -> node.addAttribute(ProtoValues.attribute(key, value)));
        List<OnnxValue> results = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            OnnxValue result = new OnnxValue(outputs == 1 ? nodeName + ":y" : nodeName + ":" + i);
            node.addOutput(result.name());
            results.add(result);
        }
        graph.addNode(node);
        return results;
    }

    /** The same values as another type. */
    public OnnxValue cast(OnnxValue value, ElementType type) {
        return node("Cast", List.of(value), Map.of("to", type.code()));
    }

    /** A weight in the graph's {@link WeightFormat}, as a float32 value; names are unique in the graph. */
    public OnnxValue weight(String name, FloatTensor tensor) {
        return weight(name, tensor.shape(), tensor::values);
    }

    private OnnxValue weight(String name, long[] shape, Supplier<float[]> values) {
        if (detached) {
            return argument(name, new FloatTensor(shape, values.get()));
        }
        OnnxValue stored = new OnnxValue(unique(name));
        if (format == WeightFormat.FP16) {
            initializers.addHalves(stored.name(), shape, values);
            return cast(stored, ElementType.FLOAT);
        }
        initializers.addFloats(stored.name(), shape, values);
        return stored;
    }

    private OnnxValue argument(String name, FloatTensor tensor) {
        boolean half = format == WeightFormat.FP16 || HalfPrecision.holds(tensor.values());
        OnnxValue input = argument(name, half ? ElementType.FLOAT16 : ElementType.FLOAT, tensor);
        return half ? cast(input, ElementType.FLOAT) : input;
    }

    private OnnxValue argument(String name, ElementType type, FloatTensor tensor) {
        OnnxArgument argument = new OnnxArgument(unique(name), type, tensor);
        arguments.add(argument);
        graph.addInput(ProtoValues.info(
                argument.name(), type, Arrays.stream(tensor.shape()).boxed().toArray()));
        return new OnnxValue(argument.name());
    }

    /** A float32 constant whatever the graph's format: biases, norms, embeddings. */
    public OnnxValue constant(String name, FloatTensor tensor) {
        return detached ? argument(name, ElementType.FLOAT, tensor) : stored(name, tensor);
    }

    private OnnxValue stored(String name, FloatTensor tensor) {
        OnnxValue stored = new OnnxValue(unique(name));
        initializers.addFloats(stored.name(), tensor.shape(), tensor::values);
        return stored;
    }

    /** A float32 scalar. */
    public OnnxValue scalar(float value) {
        return scalars.computeIfAbsent(
                value, v -> stored("scalar/" + v, new FloatTensor(new long[0], new float[] {v})));
    }

    /** A vector of integers, as shapes and axes are given. */
    public OnnxValue integers(long... values) {
        List<Long> key = Arrays.stream(values).boxed().toList();
        return integers.computeIfAbsent(key, k -> {
            String file = unique("integers/" + k.toString().replaceAll("[\\[\\] ]", ""));
            initializers.addIntegers(file, new long[] {values.length}, values);
            return new OnnxValue(file);
        });
    }

    /** A single integer without a dimension, as an index is given. */
    public OnnxValue index(long value) {
        String file = unique("index/" + value);
        initializers.addIntegers(file, new long[0], value);
        return new OnnxValue(file);
    }

    /**
     * {@code x W^T + b}, the linear layer of PyTorch; with {@link WeightFormat#INT8} by integer arithmetic.
     *
     * @param name of the layer: its tensors are called {@code NAME.weight} and {@code NAME.bias}
     * @param x {@code [..., in]}
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or null for none
     * @return {@code [..., out]}
     */
    public OnnxValue linear(String name, OnnxValue x, FloatTensor weight, FloatTensor bias) {
        long[] shape = weight.shape();
        return linear(name, x, Math.toIntExact(shape[0]), Math.toIntExact(shape[1]), weight::values, bias);
    }

    /**
     * The same with a weight that is fetched when the model is written, and then perhaps again: a large network is never
     * in memory as a whole.
     */
    public OnnxValue linear(String name, OnnxValue x, int out, int in, Supplier<float[]> weight, FloatTensor bias) {
        long[] shape = {in, out};
        Supplier<float[]> transposed = () -> transposed(weight.get(), out, in);
        OnnxValue product;
        if (format == WeightFormat.INT8) {
            product = integerProduct(name + ".weight", x, shape, transposed);
        } else {
            product = node("MatMul", x, weight(name + ".weight", shape, transposed));
        }
        return bias == null ? product : node("Add", product, constant(name + ".bias", bias));
    }

    private static float[] transposed(float[] matrix, int rows, int columns) {
        float[] out = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[c * rows + r] = matrix[r * columns + c];
            }
        }
        return out;
    }

    /**
     * The GELU, {@code x * Phi(x)}, in a form that ONNX Runtime knows as one operator: exact, but with {@link
     * WeightFormat#INT8} by {@code tanh} (Hendrycks and Gimpel 2016, section 2), in half the time and 5e-4 off at most.
     */
    public OnnxValue gelu(OnnxValue x) {
        if (format == WeightFormat.INT8) {
            OnnxValue cube = node("Mul", scalar(0.044715f), node("Pow", x, scalar(3)));
            OnnxValue tanh = node("Tanh", node("Mul", scalar(SQRT_2_BY_PI), node("Add", x, cube)));
            return node("Mul", node("Mul", x, scalar(0.5f)), node("Add", tanh, scalar(1)));
        }
        OnnxValue erf = node("Erf", node("Div", x, scalar(SQRT_2)));
        return node("Mul", node("Mul", x, node("Add", erf, scalar(1))), scalar(0.5f));
    }

    /**
     * The matrix product of two values that are computed, neither of them a weight; with {@link WeightFormat#INT8} by
     * integer arithmetic. Not for values that differ by orders of magnitude, as the shares of an attention do.
     */
    public OnnxValue product(OnnxValue a, OnnxValue b) {
        if (format != WeightFormat.INT8) {
            return node("MatMul", a, b);
        }
        Quantized right = quantized(b);
        return integerProduct(quantized(a), right.values(), right.zero(), right.scale());
    }

    private OnnxValue integerProduct(String name, OnnxValue x, long[] shape, Supplier<float[]> weight) {
        OnnxValue stored = new OnnxValue(unique(name + ".int8"));
        OnnxValue scale = constant(name + ".scale", initializers.addInt8Columns(stored.name(), shape, weight));
        OnnxValue zero = new OnnxValue(unique(name + ".zero"));
        initializers.addInt8Zero(zero.name());
        return integerProduct(quantized(x), stored, zero, scale);
    }

    /** 8-bit integers; what they stand for is {@code (values - zero) * scale}. */
    private record Quantized(OnnxValue values, OnnxValue scale, OnnxValue zero) {}

    /** Dynamic quantization: the range of x is measured when it runs. */
    private Quantized quantized(OnnxValue x) {
        List<OnnxValue> parts = nodes("DynamicQuantizeLinear", List.of(x), 3, Map.of());
        return new Quantized(parts.get(0), parts.get(1), parts.get(2));
    }

    /** ONNX Runtime fuses this and the quantization of {@code a} into one operator. */
    private OnnxValue integerProduct(Quantized a, OnnxValue b, OnnxValue zero, OnnxValue scale) {
        OnnxValue product = node("MatMulInteger", a.values(), b, a.zero(), zero);
        return node("Mul", cast(product, ElementType.FLOAT), node("Mul", a.scale(), scale));
    }

    /** A word about the model, readable by every runtime: the key is unique. */
    public void metadata(String key, String value) {
        metadata.put(key, value);
    }

    /** All that was said by {@link #metadata(String, String)}. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** Operators by name with how often each occurs, sorted: what the golden tests look at. */
    public Map<String, Integer> operators() {
        Map<String, Integer> counts = new TreeMap<>();
        graph.getNodeList().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return counts;
    }

    /** Whether the model is small enough for one message; a larger one has to be {@linkplain #write written}. */
    public boolean fitsIntoMemory() {
        return writer().fits(ModelWriter.LARGEST_MESSAGE);
    }

    /**
     * The whole model in native memory, from position 0 on.
     *
     * @throws ConfigException if it is larger than the 2 GB that one message may have
     */
    public ByteBuffer toBuffer() {
        if (!fitsIntoMemory()) {
            throw new ConfigException("the model " + name + " is larger than 2 GB; write it to a file");
        }
        return writer().toBuffer();
    }

    /** The same as an array. */
    public byte[] toBytes() {
        ByteBuffer buffer = toBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * Writes the file whole or not at all. A model of more than 2 GB has its large tensors in a second file beside it,
     * {@code NAME.data-...}, which belongs to it from then on.
     *
     * @throws org.vpt4j.vision.error.FileException if it cannot be written
     */
    public void write(Path file) {
        write(file, ModelWriter.LARGEST_MESSAGE);
    }

    /** @param limit bytes of weights from which on there is a second file */
    void write(Path file, long limit) {
        writer().write(file, limit);
    }

    private ModelWriter writer() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("vpt4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph.setName(name));
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return new ModelWriter(model.build(), initializers.all());
    }

    private String unique(String wanted) {
        int count = used.merge(wanted, 1, Integer::sum);
        return count == 1 ? wanted : wanted + "_" + count;
    }
}
