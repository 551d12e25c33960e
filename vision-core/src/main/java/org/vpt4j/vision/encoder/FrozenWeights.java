package org.vpt4j.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Reads an encoder's weights into native memory, the layers' in the encoder's precision. What a file has as it is needed stays
 * in the file, mapped; the engine converts all else, from the mapped file if it has the weight in one piece. Used once; close
 * it.
 */
final class FrozenWeights implements AutoCloseable {
    private final EncoderWeights source;
    private final NDManager manager;
    private final Precision precision; // of the layers
    private final Map<String, Shape> shapes;
    private final Map<Script.Source, Script> casts = new HashMap<>();
    private ByteBuffer scratch = ByteBuffer.allocateDirect(0); // for the largest weight so far that is not in one piece

    /** @param manager owner of the result */
    FrozenWeights(EncoderWeights source, Precision precision, NDManager manager) {
        this.source = source;
        this.precision = precision;
        this.manager = manager;
        this.shapes = EncoderWeights.shapes(source.config());
    }

    /** @throws WeightsException if a weight is missing or has the wrong number of values */
    Tensors read() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            Precision own = EncoderWeights.layer(name) == 0 ? Precision.FLOAT32 : precision;
            Optional<NDArray> mapped = own == Precision.FLOAT32 ? mapped(name, shape) : Optional.empty();
            arrays.put(name, mapped.orElseGet(() -> copied(name, shape, own)));
        });
        return Tensors.of(arrays);
    }

    private Optional<NDArray> mapped(String name, Shape shape) {
        return source.mapped(name).map(values -> {
            requireSize(name, shape, values.remaining() / Float.BYTES);
            return manager.create(values, shape, DataType.FLOAT32);
        });
    }

    private NDArray copied(String name, Shape shape, Precision own) {
        Pieces pieces = new Pieces(name, shape, own);
        source.read(name, pieces::add);
        return pieces.whole();
    }

    /** A weight that is put together. */
    private final class Pieces {
        private final String name;
        private final Shape shape;
        private final Precision own;
        private Optional<NDArray> whole = Optional.empty();
        private long gathered; // number of values in the scratch memory

        Pieces(String name, Shape shape, Precision own) {
            this.name = name;
            this.shape = shape;
            this.own = own;
        }

        void add(DataType type, ByteBuffer bytes) {
            int count = bytes.remaining() / type.getNumOfBytes();
            if (whole.isPresent() || gathered + count > shape.size()) {
                throw misfit(name, "more", shape);
            }
            if (count == shape.size() && bytes.isDirect()) {
                whole = Optional.of(converted(type, bytes));
                return;
            }
            int needed = Math.toIntExact(shape.size() * type.getNumOfBytes());
            if (scratch.capacity() < needed) {
                scratch = ByteBuffer.allocateDirect(needed).order(ByteOrder.nativeOrder());
            }
            (gathered == 0 ? scratch.clear() : scratch).put(bytes);
            gathered += count;
            if (gathered == shape.size()) {
                whole = Optional.of(converted(type, scratch.flip()));
            }
        }

        private NDArray converted(DataType type, ByteBuffer values) {
            boolean brain = type == DataType.BFLOAT16; // which DJL cannot create
            try (NDArray stored = manager.create(values, shape, brain ? DataType.FLOAT16 : type)) {
                if (own == Precision.FLOAT32 && type == DataType.FLOAT32) {
                    return stored.duplicate();
                }
                Script cast = casts.computeIfAbsent(
                        new Script.Source(
                                VisionEncoder.class, brain ? "widen.py" : "cast.py", Map.of("type", own.torch())),
                        needed -> Script.load(needed, Map.of()));
                // With gradients on: results of inference mode cannot take part in a training step.
                return cast.call(manager, new NDList(stored), true).singletonOrThrow();
            }
        }

        NDArray whole() {
            return whole.orElseThrow(() -> misfit(name, Long.toString(gathered), shape));
        }
    }

    @Override
    public void close() {
        casts.values().forEach(Script::close);
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
