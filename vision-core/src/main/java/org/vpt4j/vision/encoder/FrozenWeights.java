package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Reads an encoder's weights into native memory, without a copy in the heap; the layers' in the encoder's precision.
 *
 * @param manager owner of the result
 */
record FrozenWeights(EncoderWeights source, Precision precision, NDManager manager) {

    /** @throws WeightsException if a weight is missing or has the wrong number of values */
    Tensors read() {
        Map<String, Shape> shapes = EncoderWeights.shapes(source.config());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        if (precision == Precision.FLOAT32) {
            shapes.forEach((name, shape) -> arrays.put(name, wide(name, shape)));
            return Tensors.of(arrays);
        }
        long most = shapes.values().stream().mapToLong(Shape::size).max().orElse(0);
        ByteBuffer scratch =
                ByteBuffer.allocateDirect(Math.toIntExact(Float.BYTES * most)).order(ByteOrder.nativeOrder());
        try (Script cast = Script.load(VisionEncoder.class, "cast.py", Map.of("type", precision.torch()))) {
            shapes.forEach((name, shape) -> arrays.put(
                    name, EncoderWeights.layer(name) > 0 ? narrow(name, shape, scratch, cast) : wide(name, shape)));
        }
        return Tensors.of(arrays);
    }

    private NDArray wide(String name, Shape shape) {
        try {
            ByteBuffer values = source.direct(name, shape.size());
            requireSize(name, shape, values.remaining() / Float.BYTES);
            return manager.create(values, shape, DataType.FLOAT32);
        } catch (BufferOverflowException e) {
            throw misfit(name, "more", shape);
        }
    }

    private NDArray narrow(String name, Shape shape, ByteBuffer scratch, Script cast) {
        FloatBuffer values = scratch.clear().asFloatBuffer();
        try {
            source.copy(name, values);
        } catch (BufferOverflowException e) {
            throw misfit(name, "more", shape);
        }
        requireSize(name, shape, values.position());
        scratch.limit(Float.BYTES * values.position());
        // With gradients on: results of inference mode cannot take part in a training step.
        try (NDArray array = manager.create(scratch, shape, DataType.FLOAT32)) {
            return cast.call(manager, new NDList(array), true).singletonOrThrow();
        }
    }

    private static void requireSize(String name, Shape shape, int values) {
        if (values != shape.size()) {
            throw misfit(name, Integer.toString(values), shape);
        }
    }

    private static WeightsException misfit(String name, String values, Shape shape) {
        return new WeightsException("weight " + name + " has " + values + " values, but " + shape
                + " is expected: the weights do not fit their config.json");
    }
}
