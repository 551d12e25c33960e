package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;

/** A model in a file of 5 GB, of which only its own few kilobytes take room on the disk: most lie beyond 2^31 and 2^32. */
class SparseFileTest {
    private static final long HOLE = 5L << 30;

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS) // files have no holes there unless one asks
    void offsetsBeyondTwoToTheThirtyOneWork() throws IOException {
        ModelFolder model = ModelFolder.vit("vit.");
        Path small = model.write(folder.resolve("small"));
        Path large = folder.resolve("large");
        Files.createDirectories(large);
        model.writeConfig(large);
        Path file = large.resolve("model.safetensors");
        write(file, model.tensors);
        assumeTrue(Files.size(file) > HOLE);

        Safetensors read = Safetensors.open(file);
        Map.Entry<String, FloatTensor> last =
                model.tensors.entrySet().stream().reduce((a, b) -> b).orElseThrow();
        assertThat(read.entry(last.getKey()).offset()).isGreaterThan(1L << 32);
        assertThat(read.tensor(last.getKey())).isEqualTo(last.getValue());

        Backbone expected = Backbone.open(small);
        Backbone found = Backbone.open(large);
        assertThat(found.fingerprint()).isEqualTo(expected.fingerprint());
        assertThat(found.values("layer.1.fc2.weight")).isEqualTo(expected.values("layer.1.fc2.weight"));
        try (VisionEncoder a = VisionEncoder.load(expected, Precision.FLOAT32);
                VisionEncoder b = VisionEncoder.load(found, Precision.FLOAT32)) {
            assertThat(b.fingerprints()).isEqualTo(a.fingerprints());
        }
    }

    /** The first half of the tensors, a classifier of 5 GB that is a hole, and the others. */
    private static void write(Path file, Map<String, FloatTensor> tensors) throws IOException {
        Map<String, Long> places = new LinkedHashMap<>();
        StringBuilder header = new StringBuilder("{");
        long at = 0;
        int count = 0;
        for (Map.Entry<String, FloatTensor> tensor : tensors.entrySet()) {
            if (count++ == tensors.size() / 2) {
                header.append(entry("classifier.weight", "F16", new long[] {HOLE / 2}, at, HOLE));
                at += HOLE;
            }
            places.put(tensor.getKey(), at);
            long bytes = 4L * tensor.getValue().size();
            header.append(entry(tensor.getKey(), "F32", tensor.getValue().shape(), at, bytes));
            at += bytes;
        }
        header.setCharAt(header.length() - 1, '}');
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length), 0);
            out.write(ByteBuffer.wrap(json), 8);
            for (Map.Entry<String, Long> place : places.entrySet()) {
                float[] values = tensors.get(place.getKey()).values();
                ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                out.write(bytes, 8 + json.length + place.getValue());
            }
        }
    }

    private static String entry(String name, String type, long[] shape, long from, long bytes) {
        return '"' + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + java.util.Arrays.toString(shape)
                + ",\"data_offsets\":[" + from + ',' + (from + bytes) + "]},";
    }
}
