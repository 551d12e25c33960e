package org.vpt4j.vision.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;

/**
 * An ONNX file, checked before any runtime sees it: it is complete, and every tensor is as long as its shape requires.
 *
 * <p>A truncated, foreign or hostile file is rejected at once, whatever sizes it claims. A file from
 * {@link OnnxGraph#write} has a checksum that detects any damage. The file stays mapped: values are read on request.
 * Immutable, thread-safe.
 */
public final class OnnxModelFile {
    private final Path file;
    private final ModelReader content;

    private OnnxModelFile(Path file, ModelReader content) {
        this.file = file;
        this.content = content;
    }

    /**
     * @throws WeightsException if it is not a complete, well-formed model
     * @throws FileException if it cannot be read
     */
    public static OnnxModelFile open(Path file) {
        if (Files.isDirectory(file)) {
            throw new FileException(file + " is a folder; name an .onnx file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0 || size > Integer.MAX_VALUE) {
                throw new WeightsException(file + " is not an ONNX model: it has " + size
                        + " bytes, but a model has at most 2 GB; copy or download it again");
            }
            ByteBuffer bytes = channel.map(MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            ModelReader content = ModelReader.read(file, bytes);
            if (Checksum.contradicts(bytes)) {
                throw new WeightsException(
                        file + " is damaged: its checksum does not match its content; copy or download it again");
            }
            return new OnnxModelFile(file, content);
        } catch (IOException e) {
            throw FileException.unreadable(file, e);
        }
    }

    public Path file() {
        return file;
    }

    /** The model's metadata. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(content.metadata);
    }

    /** Names of the model's inputs. */
    public List<String> inputs() {
        return Collections.unmodifiableList(content.inputs);
    }

    /** Names of the model's results. */
    public List<String> outputs() {
        return Collections.unmodifiableList(content.outputs);
    }

    /** Whether the large tensors are in a second file. */
    public boolean isInTwoFiles() {
        return content.external;
    }

    /**
     * A constant tensor of float32 or float16.
     *
     * @throws WeightsException if there is none of this name
     */
    public FloatTensor tensor(String name) {
        ByteBuffer bytes = bytes(name, OnnxGraph.ElementType.FLOAT, OnnxGraph.ElementType.FLOAT16);
        ModelReader.Stored stored = content.tensors.get(name);
        float[] values;
        if (stored.type() == OnnxGraph.ElementType.FLOAT.code()) {
            values = new float[bytes.remaining() / 4];
            bytes.asFloatBuffer().get(values);
        } else {
            values = new float[bytes.remaining() / 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = HalfPrecision.fromF16(bytes.getShort(2 * i));
            }
        }
        return new FloatTensor(stored.shape(), values);
    }

    /**
     * The weight {@code [in, out]} of a layer that {@link OnnxGraph#linear} wrote, in any format.
     *
     * @param name of the layer
     * @throws WeightsException if there is none of this name
     */
    public FloatTensor linearWeight(String name) {
        String quantized = name + ".weight.int8";
        if (!content.tensors.containsKey(quantized)) {
            return tensor(name + ".weight");
        }
        float[] scales = tensor(name + ".weight.scale").values();
        ByteBuffer bytes = bytes(quantized, OnnxGraph.ElementType.INT8);
        float[] values = new float[bytes.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes.get(i) * scales[i % scales.length];
        }
        return new FloatTensor(content.tensors.get(quantized).shape(), values);
    }

    private ByteBuffer bytes(String name, OnnxGraph.ElementType... types) {
        ModelReader.Stored stored = content.tensors.get(name);
        boolean known = false;
        for (OnnxGraph.ElementType type : types) {
            known |= stored != null && stored.type() == type.code();
        }
        if (!known || stored.content() == null) {
            throw new WeightsException(
                    file + " has no tensor " + name + " of a known type; export it again with this version of vpt4j");
        }
        return stored.content().get();
    }
}
