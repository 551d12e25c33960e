package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.tensor.HalfPrecision;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

/** Weights reach native memory without Java's conversions; they must be those that Java reads. */
class StoredTypesTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> types() {
        return Stream.of(DataType.F32, DataType.F16, DataType.BF16)
                .flatMap(stored -> Stream.of(Precision.values()).map(used -> Arguments.of(stored, used)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void nativeWeightsAreTheStoredOnesRoundedToTheEncodersPrecision(DataType stored, Precision used) {
        ModelFolder model = ModelFolder.vit("");
        model.write(folder);
        new SafetensorsWriter().addAll(model.tensors, stored).write(folder.resolve("model.safetensors"));
        Backbone backbone = Backbone.open(folder);
        try (VisionEncoder encoder = VisionEncoder.load(backbone, used)) {
            for (String name : backbone.names()) {
                NDArray array = encoder.weights().get(name);
                boolean halved = used == Precision.BFLOAT16 && name.startsWith("layer.");
                assertThat(array.toByteBuffer().order(ByteOrder.nativeOrder()))
                        .as(name)
                        .isEqualTo(bytes(backbone.values(name), halved));
            }
        }
    }

    private static ByteBuffer bytes(float[] values, boolean halved) {
        ByteBuffer bytes = ByteBuffer.allocate((halved ? Short.BYTES : Float.BYTES) * values.length)
                .order(ByteOrder.nativeOrder());
        for (float value : values) {
            if (halved) {
                bytes.putShort(HalfPrecision.toBf16(value));
            } else {
                bytes.putFloat(value);
            }
        }
        return bytes.flip();
    }
}
