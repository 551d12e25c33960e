package org.vpt4j.vision.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tensor.HalfPrecision;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * Files of Python's safetensors package are read, and those written here are the ones that it was seen to read
 * ({@code golden/safetensors/make.py from-java.safetensors}).
 */
class SafetensorsGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/safetensors");
    private static final float[] BASE = {0f, -0f, 1.5f, -2.25f, 1e-3f, 3e-6f, 65504f, -7f};

    @TempDir
    private Path folder;

    @Test
    void whatPythonWroteIsRead() {
        Safetensors file = Safetensors.open(GOLDEN.resolve("from-python.safetensors"));
        assertThat(file.names())
                .containsExactlyInAnyOrder("f32", "f16", "bf16", "f64", "i64", "flags", "empty", "scalar");
        assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "words", "äöü \"quoted\" \\ end"));
        assertThat(file.tensor("f32")).isEqualTo(new FloatTensor(new long[] {2, 4}, BASE));
        assertThat(file.floats("f64")).isEqualTo(BASE);
        assertThat(file.floats("f16")).isEqualTo(through(DataType.F16));
        assertThat(file.floats("bf16")).isEqualTo(through(DataType.BF16));
        assertThat(file.tensor("empty").shape()).containsExactly(0, 3);
        assertThat(file.tensor("scalar")).isEqualTo(new FloatTensor(new long[0], new float[] {4}));
        assertThat(file.bytes("i64").getLong(16)).isEqualTo(2);
        assertThat(file.bytes("flags").get(0)).isEqualTo((byte) 1);
    }

    @Test
    void whatPythonWasSeenToReadIsWritten() {
        Path written = folder.resolve("from-java.safetensors");
        FloatTensor base = new FloatTensor(new long[] {2, 4}, BASE);
        new SafetensorsWriter()
                .metadata("format", "1")
                .metadata("words", "äöü \"quoted\" \\ end")
                .add("f32", base, DataType.F32)
                .add("f16", base, DataType.F16)
                .add("bf16", base, DataType.BF16)
                .add("empty", FloatTensor.zeros(0, 3), DataType.F32)
                .add("scalar", new FloatTensor(new long[0], new float[] {4}), DataType.F32)
                .write(written);
        assertThat(written).hasSameBinaryContentAs(GOLDEN.resolve("from-java.safetensors"));
    }

    private static float[] through(DataType type) {
        float[] values = BASE.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = type == DataType.F16
                    ? HalfPrecision.fromF16(HalfPrecision.toF16(values[i]))
                    : HalfPrecision.fromBf16(HalfPrecision.toBf16(values[i]));
        }
        return values;
    }
}
