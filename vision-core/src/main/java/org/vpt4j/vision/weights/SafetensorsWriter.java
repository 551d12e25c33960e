package org.vpt4j.vision.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * Writes named float tensors and text metadata to a safetensors file, atomically. The same tensors give the same bytes.
 *
 * <pre>{@code
 * new SafetensorsWriter()
 *         .metadata("format", "1")
 *         .add("prompt", prompt, DataType.F32)
 *         .addAll(head, DataType.F16)
 *         .write(Path.of("cells.safetensors"));
 * }</pre>
 */
public final class SafetensorsWriter {
    private static final int CHUNK = 1 << 16;

    private final Map<String, Stored> tensors = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();

    private record Stored(String name, FloatTensor tensor, DataType type) {
        long bytes() {
            return (long) tensor.size() * type.bytes();
        }
    }

    /** Adds a text entry to {@code __metadata__}. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Adds text entries to {@code __metadata__}. */
    public SafetensorsWriter metadata(Map<String, String> entries) {
        metadata.putAll(entries);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param type F32, F16 or BF16
     * @throws IllegalArgumentException if the type is another one, or the name is already used
     * @throws WeightsException if a finite value is too large for the type
     */
    public SafetensorsWriter add(String name, FloatTensor tensor, DataType type) {
        if (type != DataType.F32 && type != DataType.F16 && type != DataType.BF16) {
            throw new IllegalArgumentException("tensor " + name + ": floats are not written as " + type);
        }
        if (name.equals("__metadata__") || tensors.containsKey(name)) {
            throw new IllegalArgumentException("tensor name " + name + " is already used");
        }
        if (type != DataType.F32) {
            requireFitting(name, tensor, type);
        }
        tensors.put(name, new Stored(name, tensor, type));
        return this;
    }

    /** Calls {@link #add} for each tensor. */
    public SafetensorsWriter addAll(Map<String, FloatTensor> named, DataType type) {
        named.forEach((name, tensor) -> add(name, tensor, type));
        return this;
    }

    /** @throws org.vpt4j.vision.error.FileException if it cannot be written; an existing file is unchanged then */
    public void write(Path file) {
        // Wide elements first, so that every tensor is aligned to its elements.
        List<Stored> ordered = tensors.values().stream()
                .sorted(Comparator.comparingInt((Stored s) -> -s.type().bytes()).thenComparing(Stored::name))
                .toList();
        byte[] header = header(ordered);
        AtomicFiles.write(file, out -> {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Stored stored : ordered) {
                writeValues(stored, out);
            }
        });
    }

    private byte[] header(List<Stored> ordered) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            long offset = 0;
            for (Stored stored : ordered) {
                json.writeObjectFieldStart(stored.name());
                json.writeStringField("dtype", stored.type().name());
                writeSizes(json, "shape", stored.tensor().shape());
                writeSizes(json, "data_offsets", offset, offset + stored.bytes());
                json.writeEndObject();
                offset += stored.bytes();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("a byte array cannot fail", e);
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static void writeSizes(JsonGenerator json, String field, long... sizes) throws IOException {
        json.writeFieldName(field);
        json.writeArray(sizes, 0, sizes.length);
    }

    private static void writeValues(Stored stored, OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : stored.tensor().values()) {
            switch (stored.type()) {
                case F32 -> chunk.putFloat(value);
                case F16 -> chunk.putShort(HalfPrecision.toF16(value));
                case BF16 -> chunk.putShort(HalfPrecision.toBf16(value));
                default -> throw new AssertionError(stored.type());
            }
            if (!chunk.hasRemaining()) {
                out.write(chunk.array());
                chunk.clear();
            }
        }
        out.write(chunk.array(), 0, chunk.position());
    }

    private static void requireFitting(String name, FloatTensor tensor, DataType type) {
        float[] values = tensor.values();
        for (int i = 0; i < values.length; i++) {
            float value = values[i];
            float back = type == DataType.F16
                    ? HalfPrecision.fromF16(HalfPrecision.toF16(value))
                    : HalfPrecision.fromBf16(HalfPrecision.toBf16(value));
            if (Float.isInfinite(back) && Float.isFinite(value)) {
                throw new WeightsException("tensor " + name + ": value " + value + " at " + i + " is too large for "
                        + type + "; write it as F32");
            }
        }
    }
}
