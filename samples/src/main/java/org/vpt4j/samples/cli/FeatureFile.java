package org.vpt4j.samples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Writes tensors of any total size to a safetensors file, one after the other: their values go to a temporary file first, since
 * the header comes before them. Close it to remove that.
 */
final class FeatureFile implements AutoCloseable {
    private final Path target;
    private final Path values;
    private final OutputStream out;
    private final ObjectNode header = new ObjectMapper().createObjectNode();
    private long end;

    FeatureFile(Path target) {
        this.target = target;
        Path folder = target.toAbsolutePath().getParent();
        AtomicFiles.createFolders(folder);
        try {
            values = Files.createTempFile(folder, ".features-", ".part");
            values.toFile().deleteOnExit();
            out = new BufferedOutputStream(Files.newOutputStream(values), 1 << 16);
        } catch (IOException e) {
            throw new FileException(target + " cannot be written: " + e.getMessage() + "; check the folder", e);
        }
    }

    /** Adds a tensor of float32 values. */
    void add(String name, long[] shape, float[] tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor);
        try {
            out.write(bytes.array());
        } catch (IOException e) {
            throw new FileException(target + " cannot be written: " + e.getMessage() + "; check the disk", e);
        }
        ObjectNode entry = header.putObject(name).put("dtype", "F32");
        for (long size : shape) {
            entry.withArray("shape").add(size);
        }
        entry.putArray("data_offsets").add(end).add(end + bytes.capacity());
        end += bytes.capacity();
    }

    /** Writes the file. */
    void finish(Map<String, String> metadata) {
        ObjectNode texts = header.putObject("__metadata__");
        metadata.forEach(texts::put);
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = (8 - json.length % 8) % 8;
        try {
            out.close();
            AtomicFiles.write(target, file -> {
                file.write(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length + (long) padding)
                        .array());
                file.write(json);
                file.write(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
                Files.copy(values, file);
            });
        } catch (IOException e) {
            throw new FileException(target + " cannot be written: " + e.getMessage() + "; check the disk", e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
