package org.vpt4j.vision.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/** Puts constant tensors into a graph, in the element type that the format asks for. */
final class Weights {
    private static final int LEAST_INT8 = -127; // symmetric: the scale is the largest magnitude over 127

    private final GraphProto.Builder graph;
    private final WeightFormat format;
    private final boolean detached;
    private final List<OnnxArgument> arguments = new ArrayList<>();

    /** @param detached whether float values stay outside, as {@link #arguments} that the graph has inputs for */
    Weights(GraphProto.Builder graph, WeightFormat format, boolean detached) {
        this.graph = graph;
        this.format = format;
        this.detached = detached;
    }

    List<OnnxArgument> arguments() {
        return List.copyOf(arguments);
    }

    WeightFormat format() {
        return format;
    }

    /** Adds a large tensor; false says that it was stored as float16 and has to be cast. */
    boolean addWide(String name, FloatTensor tensor) {
        if (detached) {
            boolean half = format == WeightFormat.FP16 || HalfPrecision.holds(tensor.values());
            addArgument(name, half ? ElementType.FLOAT16 : ElementType.FLOAT, tensor);
            return !half;
        }
        if (format != WeightFormat.FP16) {
            addFloats(name, tensor);
            return true;
        }
        ByteBuffer bytes = bytes(2L * tensor.size());
        for (float value : tensor.values()) {
            bytes.putShort(HalfPrecision.toF16(value));
        }
        add(name, ElementType.FLOAT16, tensor.shape(), bytes);
        return false;
    }

    void addFloats(String name, FloatTensor tensor) {
        if (detached) {
            addArgument(name, ElementType.FLOAT, tensor);
            return;
        }
        addInitializer(name, tensor);
    }

    /** Float32 values that are a part of the graph in any case. */
    void addInitializer(String name, FloatTensor tensor) {
        ByteBuffer bytes = bytes(4L * tensor.size());
        bytes.asFloatBuffer().put(tensor.values());
        bytes.position(bytes.limit());
        add(name, ElementType.FLOAT, tensor.shape(), bytes);
    }

    private void addArgument(String name, ElementType type, FloatTensor tensor) {
        arguments.add(new OnnxArgument(name, type, tensor));
        graph.addInput(OnnxGraph.valueInfo(
                name, type, Arrays.stream(tensor.shape()).boxed().toArray()));
    }

    void addIntegers(String name, long[] shape, long... values) {
        ByteBuffer bytes = bytes(8L * values.length);
        bytes.asLongBuffer().put(values);
        bytes.position(bytes.limit());
        add(name, ElementType.INT64, shape, bytes);
    }

    void addInt8Zero(String name) {
        ByteBuffer bytes = bytes(1);
        bytes.put((byte) 0);
        add(name, ElementType.INT8, new long[0], bytes);
    }

    /** Stores {@code [in, out]} as integers; gives the scale of each of the columns, {@code [out]}. */
    FloatTensor addInt8Columns(String name, FloatTensor weight) {
        int columns = Math.toIntExact(weight.shape()[1]);
        float[] values = weight.values();
        float[] largest = new float[columns];
        for (int i = 0; i < values.length; i++) {
            largest[i % columns] = Math.max(largest[i % columns], Math.abs(values[i]));
        }
        float[] scales = new float[columns];
        for (int c = 0; c < columns; c++) {
            scales[c] = largest[c] == 0 ? 1 : largest[c] / -LEAST_INT8;
        }
        ByteBuffer bytes = bytes(values.length);
        for (int i = 0; i < values.length; i++) {
            bytes.put((byte) Math.round(values[i] / scales[i % columns]));
        }
        add(name, ElementType.INT8, weight.shape(), bytes);
        return FloatTensor.vector(scales);
    }

    static FloatTensor transposed(FloatTensor matrix) {
        int rows = Math.toIntExact(matrix.shape()[0]);
        int columns = Math.toIntExact(matrix.shape()[1]);
        float[] in = matrix.values();
        float[] out = new float[in.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[c * rows + r] = in[r * columns + c];
            }
        }
        return new FloatTensor(new long[] {columns, rows}, out);
    }

    ModelProto require2GB(ModelProto model) {
        long size = graph.getInitializerList().stream()
                .mapToLong(tensor -> tensor.getRawData().size())
                .sum();
        if (size > Integer.MAX_VALUE - (64L << 20)) {
            throw new ConfigException("the model's weights of " + (size >> 20)
                    + " MB do not fit into one ONNX file of 2 GB; use --precision fp16 or int8");
        }
        return model;
    }

    private void add(String name, ElementType type, long[] shape, ByteBuffer bytes) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.code());
        for (long size : shape) {
            tensor.addDims(size);
        }
        bytes.flip();
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes)));
    }

    private static ByteBuffer bytes(long size) {
        return ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
