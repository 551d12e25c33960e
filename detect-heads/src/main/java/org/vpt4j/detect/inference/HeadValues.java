package org.vpt4j.detect.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * The values of one task's head in native memory, as inputs of a {@link HeadSession}. Owns them: close it.
 *
 * <p>Values that were stored as float16 stay so: 3.5 MB for the 1.7 million of the standard head.
 */
final class HeadValues implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    HeadValues(List<OnnxGraph.Argument> arguments) {
        long size = arguments.stream().mapToLong(HeadValues::bytes).sum();
        ByteBuffer memory = ByteBuffer.allocateDirect(Math.toIntExact(size)); // freed with the last tensor over it
        List<ByteBuffer> slices = new ArrayList<>();
        int at = 0;
        for (OnnxGraph.Argument argument : arguments) {
            int bytes = bytes(argument);
            slices.add(memory.slice(at, bytes).order(ByteOrder.nativeOrder()));
            at += bytes;
        }
        IntStream.range(0, slices.size()).parallel().forEach(i -> fill(slices.get(i), arguments.get(i)));
        try {
            for (int i = 0; i < slices.size(); i++) {
                tensors.put(arguments.get(i).name(), tensor(arguments.get(i), slices.get(i)));
            }
        } catch (OrtException e) {
            close();
            throw OnnxRuntime.failed("take a head's values", e);
        }
    }

    private static int bytes(OnnxGraph.Argument argument) {
        int each = argument.type() == OnnxGraph.ElementType.FLOAT16 ? Short.BYTES : Float.BYTES;
        int bytes = Math.multiplyExact(each, argument.values().size());
        return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void fill(ByteBuffer memory, OnnxGraph.Argument argument) {
        float[] values = argument.values().values();
        if (argument.type() == OnnxGraph.ElementType.FLOAT16) {
            short[] halves = new short[values.length];
            for (int i = 0; i < halves.length; i++) {
                halves[i] = HalfPrecision.toF16(values[i]);
            }
            memory.asShortBuffer().put(halves);
        } else {
            memory.asFloatBuffer().put(values);
        }
    }

    private static OnnxTensor tensor(OnnxGraph.Argument argument, ByteBuffer memory) throws OrtException {
        int count = argument.values().size();
        long[] shape = argument.values().shape();
        OrtEnvironment environment = OnnxRuntime.environment();
        return argument.type() == OnnxGraph.ElementType.FLOAT16
                ? OnnxTensor.createTensor(environment, memory.asShortBuffer().limit(count), shape, OnnxJavaType.FLOAT16)
                : OnnxTensor.createTensor(environment, memory.asFloatBuffer().limit(count), shape);
    }

    /** By the names of the session's inputs. */
    Map<String, OnnxTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
