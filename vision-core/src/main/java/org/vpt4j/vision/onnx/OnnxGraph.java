package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * An ONNX model under construction: operator set 17, IR version 8.
 *
 * <p>Code reads like the network's TorchScript: {@code x = graph.relu(graph.linear(x, w, "down"))}; operators without a
 * method are added with {@link #node(String, Value...) node}. Not thread-safe.
 */
public final class OnnxGraph extends OnnxOperators {
    /** The operator set of all nodes. */
    public static final int OPSET = 17;

    static final int IR_VERSION = 8;

    private final String name;
    private final WeightFormat format;
    private final boolean detached;
    private final List<Argument> arguments = new ArrayList<>();
    private final List<Initializer> initializers = new ArrayList<>();
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<Object, Value> shared = new HashMap<>(); // by value: a number, or a list of them
    private String scope = "";

    /**
     * Values that a {@link #detached} graph has an input for.
     *
     * @param name of the input
     * @param type of the input: {@code FLOAT} or {@code FLOAT16}
     * @param values with their shape
     */
    public record Argument(String name, ElementType type, FloatTensor values) {}

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
     * An empty graph that has an input for each weight in place of its values, the {@link #arguments}: networks that
     * differ only in their weights become the same graph and can share a session.
     *
     * <p>Weights are float16 if that is lossless or the format requires it; linear layers are never
     * quantized. Scalars, vectors and integers of the network itself stay in the graph.
     *
     * @param format {@link WeightFormat#FP32} or {@link WeightFormat#FP16}
     */
    public static OnnxGraph detached(String name, WeightFormat format) {
        if (format == WeightFormat.INT8) {
            throw new IllegalArgumentException("a graph without its weights cannot quantize them");
        }
        return new OnnxGraph(name, format, true);
    }

    /** The weights that a {@link #detached} graph takes as inputs, in order; empty for other graphs. */
    public List<Argument> arguments() {
        return List.copyOf(arguments);
    }

    @Override
    public WeightFormat format() {
        return format;
    }

    /** Prefixes the names of all nodes added in {@code part}, so that viewers show which layer they belong to. */
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
     * @param dimensions a {@link Number} is a fixed size, a {@link String} names one that is known at run time only
     */
    public Value input(String name, ElementType type, Object... dimensions) {
        used.put(name, 1);
        graph.addInput(info(name, type, dimensions));
        return new Value(name);
    }

    /** Makes a value an output of the graph under this name; dimensions as those of {@link #input}. */
    public void output(Value value, String name, ElementType type, Object... dimensions) {
        if (!value.name().equals(name)) {
            used.put(name, 1);
            graph.addNode(NodeProto.newBuilder()
                    .setName("output/" + name)
                    .setOpType("Identity")
                    .addInput(value.name())
                    .addOutput(name));
        }
        graph.addOutput(info(name, type, dimensions));
    }

    private static ValueInfoProto info(String name, ElementType type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            if (dimension instanceof Number size) {
                shape.addDimBuilder().setDimValue(size.longValue());
            } else {
                shape.addDimBuilder().setDimParam(dimension.toString());
            }
        }
        TypeProto.Builder tensor = TypeProto.newBuilder();
        tensor.getTensorTypeBuilder().setElemType(type.code()).setShape(shape);
        return ValueInfoProto.newBuilder().setName(name).setType(tensor).build();
    }

    @Override
    public Value node(String operator, Value... inputs) {
        return node(operator, List.of(inputs), Map.of());
    }

    @Override
    public Value node(String operator, List<Value> inputs, Map<String, ?> attributes) {
        return nodes(operator, inputs, 1, attributes).get(0);
    }

    @Override
    public List<Value> nodes(String operator, List<Value> inputs, int outputs, Map<String, ?> attributes) {
        String nodeName = unique(scope + operator);
        NodeProto.Builder node = NodeProto.newBuilder().setName(nodeName).setOpType(operator);
        inputs.forEach(input -> node.addInput(input.name()));
        new TreeMap<>(attributes).forEach((key, value) -> node.addAttribute(attribute(key, value)));
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            Value result = new Value(outputs == 1 ? nodeName + ":y" : nodeName + ":" + i);
            node.addOutput(result.name());
            results.add(result);
        }
        graph.addNode(node);
        return results;
    }

    private static AttributeProto attribute(String key, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(key);
        if (value instanceof Long || value instanceof Integer) {
            attribute.setType(AttributeProto.AttributeType.INT).setI(((Number) value).longValue());
        } else if (value instanceof Float number) {
            attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
        } else if (value instanceof String text) {
            attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
        } else if (value instanceof long[] numbers) {
            attribute.setType(AttributeProto.AttributeType.INTS);
            Arrays.stream(numbers).forEach(attribute::addInts);
        } else {
            throw new IllegalArgumentException("attribute " + key + ": no ONNX type for " + value.getClass());
        }
        return attribute.build();
    }

    /** The weights of a network by name. */
    public OnnxWeights weights(Map<String, FloatTensor> values) {
        return weights("", values);
    }

    /** The same; in the graph their names start with this prefix. */
    public OnnxWeights weights(String prefix, Map<String, FloatTensor> values) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        values.forEach((weight, tensor) -> shapes.put(weight, tensor.shape()));
        return new OnnxWeights(
                this, prefix, shapes, weight -> values.get(weight).values());
    }

    /**
     * The weights of a large network, fetched one by one when the model is written, some of them more than once, so that
     * they are never all in memory.
     */
    public OnnxWeights weights(Map<String, long[]> shapes, Function<String, float[]> values) {
        return new OnnxWeights(this, "", shapes, values);
    }

    /** A weight in the graph's {@link WeightFormat}, as a float32 value. */
    public Value weight(String name, FloatTensor tensor) {
        return weight(name, tensor.shape(), tensor::values);
    }

    Value weight(String name, long[] shape, Supplier<float[]> values) {
        if (detached) {
            return argument(name, new FloatTensor(shape, values.get()));
        }
        String stored = unique(name);
        if (format == WeightFormat.FP16) {
            return cast(stored(Initializer.halves(stored, shape, values)), ElementType.FLOAT);
        }
        return stored(Initializer.floats(stored, shape, values));
    }

    private Value argument(String name, FloatTensor tensor) {
        boolean half = format == WeightFormat.FP16 || HalfPrecision.holds(tensor.values());
        Value input = argument(name, half ? ElementType.FLOAT16 : ElementType.FLOAT, tensor);
        return half ? cast(input, ElementType.FLOAT) : input;
    }

    private Value argument(String name, ElementType type, FloatTensor tensor) {
        Argument argument = new Argument(unique(name), type, tensor);
        arguments.add(argument);
        graph.addInput(info(
                argument.name(), type, Arrays.stream(tensor.shape()).boxed().toArray()));
        return new Value(argument.name());
    }

    /** A float32 constant whatever the graph's format: biases, norms, embeddings. */
    public Value constant(String name, FloatTensor tensor) {
        return detached
                ? argument(name, ElementType.FLOAT, tensor)
                : stored(Initializer.floats(unique(name), tensor.shape(), tensor::values));
    }

    /** Stores {@code [in, out]} as 8-bit integers with a scale per column. */
    Quantized quantizedWeight(String name, long[] shape, Supplier<float[]> values) {
        Initializer.Int8Columns columns = Initializer.int8Columns(unique(name + ".int8"), shape, values);
        Value stored = stored(columns.tensor());
        Value scale = constant(name + ".scale", columns.scales());
        return new Quantized(stored, scale, stored(Initializer.int8Zero(unique(name + ".zero"))));
    }

    private Value stored(Initializer tensor) {
        initializers.add(tensor);
        return new Value(tensor.name());
    }

    @Override
    public Value scalar(float value) {
        return shared.computeIfAbsent(
                value, v -> stored(Initializer.floats(unique("scalar/" + v), new long[0], () -> new float[] {value})));
    }

    @Override
    public Value vector(float... values) {
        List<Float> key = new ArrayList<>();
        for (float value : values) {
            key.add(value);
        }
        return shared.computeIfAbsent(
                key,
                k -> stored(Initializer.floats(
                        unique("vector/" + values.length), new long[] {values.length}, () -> values)));
    }

    @Override
    public Value integers(long... values) {
        List<Long> key = Arrays.stream(values).boxed().toList();
        String list = key.toString().replaceAll("[\\[\\] ]", "");
        return shared.computeIfAbsent(
                key, k -> stored(Initializer.integers(unique("integers/" + list), new long[] {values.length}, values)));
    }

    @Override
    public Value index(long value) {
        return shared.computeIfAbsent(
                value, v -> stored(Initializer.integers(unique("index/" + v), new long[0], value)));
    }

    /** Adds an entry to the model's metadata, which any runtime can read. */
    public void metadata(String key, String value) {
        metadata.put(key, value);
    }

    /** The model's metadata. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** How often each operator occurs, by name, for golden tests. */
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
     * The whole model in native memory, starting at position 0.
     *
     * @throws ConfigException if it exceeds the 2 GB limit of a message
     */
    public ByteBuffer toBuffer() {
        if (!fitsIntoMemory()) {
            throw new ConfigException("the model " + name + " is larger than 2 GB; write it to a file");
        }
        return writer().toBuffer();
    }

    /** The whole model as an array. */
    public byte[] toBytes() {
        ByteBuffer buffer = toBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /**
     * Writes the file completely or not at all. A model of more than 2 GB has its large tensors in a second file next to it,
     * {@code NAME.data-...}.
     *
     * @throws org.vpt4j.vision.error.FileException if it cannot be written
     */
    public void write(Path file) {
        write(file, ModelWriter.LARGEST_MESSAGE);
    }

    /** @param limit bytes of weights above which there is a second file */
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
        return new ModelWriter(model.build(), initializers);
    }

    private String unique(String wanted) {
        int count = used.merge(wanted, 1, Integer::sum);
        return count == 1 ? wanted : wanted + "_" + count;
    }

    /**
     * A tensor inside an {@link OnnxGraph}: an input, a constant, or the result of an operator.
     *
     * @param name unique in its graph
     */
    public record Value(String name) {}

    /** Types of a tensor's elements, with ONNX's numbers for them. */
    public enum ElementType {
        FLOAT(TensorProto.DataType.FLOAT_VALUE, 4),
        FLOAT16(TensorProto.DataType.FLOAT16_VALUE, 2),
        INT8(TensorProto.DataType.INT8_VALUE, 1),
        INT64(TensorProto.DataType.INT64_VALUE, 8);

        private final int code;
        private final int bytes;

        ElementType(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        int code() {
            return code;
        }

        /** Bytes of one element. */
        int bytes() {
            return bytes;
        }
    }
}
