package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * An ONNX model under construction: operators of the standard set 17, IR version 8, added one after the other.
 *
 * <p>Every network part writes itself: {@code OnnxValue y = graph.node("Relu", x);}. Not for several threads at once.
 */
public final class OnnxGraph {
    /** The operator set that all nodes belong to. */
    public static final int OPSET = 17;

    private static final int IR_VERSION = 8;

    private final String name;
    private final Weights weights;
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
        this.weights = new Weights(graph, format, detached);
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
        return weights.arguments();
    }

    /** The format that weights are stored in. */
    public WeightFormat format() {
        return weights.format();
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
        graph.addInput(valueInfo(name, type, dimensions));
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
        graph.addOutput(valueInfo(named.name(), type, dimensions));
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
        new TreeMap<>(attributes).forEach((key, value) -> node.addAttribute(attribute(key, value)));
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
        String file = unique(name);
        if (weights.addWide(file, tensor)) {
            return new OnnxValue(file);
        }
        return cast(new OnnxValue(file), ElementType.FLOAT);
    }

    /** A float32 constant whatever the graph's format: biases, norms, embeddings. */
    public OnnxValue constant(String name, FloatTensor tensor) {
        String file = unique(name);
        weights.addFloats(file, tensor);
        return new OnnxValue(file);
    }

    /** A float32 scalar. */
    public OnnxValue scalar(float value) {
        return scalars.computeIfAbsent(value, v -> {
            String file = unique("scalar/" + v);
            weights.addInitializer(file, new FloatTensor(new long[0], new float[] {v}));
            return new OnnxValue(file);
        });
    }

    /** A vector of integers, as shapes and axes are given. */
    public OnnxValue integers(long... values) {
        List<Long> key = Arrays.stream(values).boxed().toList();
        return integers.computeIfAbsent(key, k -> {
            String file = unique("integers/" + k.toString().replaceAll("[\\[\\] ]", ""));
            weights.addIntegers(file, new long[] {values.length}, values);
            return new OnnxValue(file);
        });
    }

    /** A single integer without a dimension, as an index is given. */
    public OnnxValue index(long value) {
        String file = unique("index/" + value);
        weights.addIntegers(file, new long[0], value);
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
        FloatTensor transposed = Weights.transposed(weight);
        OnnxValue product;
        if (weights.format() == WeightFormat.INT8) {
            product = integerProduct(name + ".weight", x, transposed);
        } else {
            product = node("MatMul", x, weight(name + ".weight", transposed));
        }
        return bias == null ? product : node("Add", product, constant(name + ".bias", bias));
    }

    /** Dynamic quantization: the range of x is measured when it runs; ONNX Runtime fuses this group into one operator. */
    private OnnxValue integerProduct(String name, OnnxValue x, FloatTensor weight) {
        String stored = unique(name + ".int8");
        FloatTensor scales = weights.addInt8Columns(stored, weight);
        OnnxValue scale = constant(name + ".scale", scales);
        List<OnnxValue> quantized = nodes("DynamicQuantizeLinear", List.of(x), 3, Map.of());
        OnnxValue zero = new OnnxValue(unique(name + ".zero"));
        weights.addInt8Zero(zero.name());
        OnnxValue product = node("MatMulInteger", quantized.get(0), new OnnxValue(stored), quantized.get(2), zero);
        OnnxValue wide = cast(product, ElementType.FLOAT);
        return node("Mul", wide, node("Mul", quantized.get(1), scale));
    }

    /** A word about the model, readable by every runtime: the key is unique. */
    public void metadata(String key, String value) {
        metadata.put(key, value);
    }

    /** Operators by name with how often each occurs, sorted: what the golden tests look at. */
    public Map<String, Integer> operators() {
        Map<String, Integer> counts = new TreeMap<>();
        graph.getNodeList().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return counts;
    }

    /**
     * The whole model as bytes.
     *
     * @throws org.vpt4j.vision.error.ConfigException if it is larger than the 2 GB that one message may have
     */
    public byte[] toBytes() {
        return weights.require2GB(model()).toByteArray();
    }

    /**
     * Writes the file whole or not at all.
     *
     * @throws org.vpt4j.vision.error.FileException if it cannot be written
     */
    public void write(Path file) {
        ModelProto model = weights.require2GB(model());
        AtomicFiles.write(file, model::writeTo);
    }

    private ModelProto model() {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("vpt4j")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph.setName(name));
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private String unique(String wanted) {
        int count = used.merge(wanted, 1, Integer::sum);
        return count == 1 ? wanted : wanted + "_" + count;
    }

    static ValueInfoProto valueInfo(String name, ElementType type, Object... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            TensorShapeProto.Dimension.Builder d = TensorShapeProto.Dimension.newBuilder();
            if (dimension instanceof Number size) {
                d.setDimValue(size.longValue());
            } else {
                d.setDimParam(dimension.toString());
            }
            shape.addDim(d);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.code())
                                .setShape(shape)))
                .build();
    }

    private static AttributeProto attribute(String key, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(key);
        if (value instanceof Long || value instanceof Integer) {
            return attribute
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(((Number) value).longValue())
                    .build();
        }
        if (value instanceof Float number) {
            return attribute
                    .setType(AttributeProto.AttributeType.FLOAT)
                    .setF(number)
                    .build();
        }
        if (value instanceof String text) {
            return attribute
                    .setType(AttributeProto.AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8(text))
                    .build();
        }
        if (value instanceof long[] numbers) {
            attribute.setType(AttributeProto.AttributeType.INTS);
            for (long number : numbers) {
                attribute.addInts(number);
            }
            return attribute.build();
        }
        throw new IllegalArgumentException("attribute " + key + ": no ONNX type for " + value.getClass());
    }
}
