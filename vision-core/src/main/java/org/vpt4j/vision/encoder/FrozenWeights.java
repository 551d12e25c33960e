package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * Reads an encoder's weights into native memory, without a copy in the heap; the layers' in the encoder's precision. The
 * engine converts them, one at a time. Used once; close it.
 */
final class FrozenWeights implements AutoCloseable {
    private final EncoderWeights source;
    private final NDManager manager;
    private final Map<String, Shape> shapes;
    private final ByteBuffer scratch; // for the largest weight
    private final Optional<Script> cast; // to the type of the layers, if that is not float32

    /** @param manager owner of the result */
    FrozenWeights(EncoderWeights source, Precision precision, NDManager manager) {
        this.source = source;
        this.manager = manager;
        this.shapes = EncoderWeights.shapes(source.config());
        long most = shapes.values().stream().mapToLong(Shape::size).max().orElse(0);
        this.scratch =
                ByteBuffer.allocateDirect(Math.toIntExact(Float.BYTES * most)).order(ByteOrder.nativeOrder());
        this.cast = precision == Precision.FLOAT32
                ? Optional.empty()
                : Optional.of(Script.load(VisionEncoder.class, "cast.py", Map.of("type", precision.torch())));
    }

    /** @throws WeightsException if a weight is missing or has the wrong number of values */
    Tensors read() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            boolean wide = cast.isEmpty() || EncoderWeights.layer(name) == 0;
            arrays.put(name, wide ? mapped(name, shape).orElseGet(() -> wide(name, shape)) : narrow(name, shape));
        });
        return Tensors.of(arrays);
    }

    private Optional<NDArray> mapped(String name, Shape shape) {
        return source.mapped(name).map(values -> {
            requireSize(name, shape, values.remaining() / Float.BYTES);
            return manager.create(values, shape, DataType.FLOAT32);
        });
    }

    private NDArray wide(String name, Shape shape) {
        try (NDArray stored = stored(name, shape)) {
            return stored.getDataType() == DataType.FLOAT32
                    ? stored.duplicate()
                    : stored.toType(DataType.FLOAT32, true);
        }
    }

    private NDArray narrow(String name, Shape shape) {
        try (NDArray stored = stored(name, shape)) {
            // With gradients on: results of inference mode cannot take part in a training step.
            return cast.orElseThrow().call(manager, new NDList(stored), true).singletonOrThrow();
        }
    }

    /** Float16 or float32, in the scratch memory. */
    private NDArray stored(String name, Shape shape) {
        DataType type;
        try {
            type = source.read(name, scratch.clear());
        } catch (BufferOverflowException e) {
            throw misfit(name, "more", shape);
        }
        int count = scratch.position() / type.getNumOfBytes();
        requireSize(name, shape, count);
        if (type == DataType.BFLOAT16) { // which DJL cannot create
            widen(count);
            type = DataType.FLOAT32;
        }
        return manager.create(scratch.position(0).limit(count * type.getNumOfBytes()), shape, type);
    }

    /** From the last to the first, so that none is overwritten before it is read. */
    private void widen(int count) {
        ByteBuffer values = scratch.clear();
        for (int i = count - 1; i >= 0; i--) {
            values.putFloat(Float.BYTES * i, HalfPrecision.fromBf16(values.getShort(Short.BYTES * i)));
        }
    }

    @Override
    public void close() {
        cast.ifPresent(Script::close);
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
