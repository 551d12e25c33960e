package org.vpt4j.vision.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** Tensors of a file that is too large to be read at once are used in the file itself, and unmapped afterwards. */
class MappedReadTest {
    private static final int VALUES = 9 << 20; // 36 MB: more than one window
    private static final Path MAPS = Path.of("/proc/self/maps");

    @TempDir
    private Path folder;

    private Path write(FloatTensor tensor) {
        Path file = folder.resolve("mapped.safetensors");
        new SafetensorsWriter().add("large", tensor, DataType.F32).write(file);
        return file;
    }

    @Test
    void theBytesAreThoseOfTheTensor() {
        FloatTensor tensor = FloatTensor.zeros(VALUES);
        tensor.values()[0] = 1;
        tensor.values()[VALUES - 1] = -2;
        float[] ends = new float[2];
        Safetensors.open(write(tensor)).read("large", bytes -> {
            assertThat(bytes.isDirect()).isTrue();
            assertThat(bytes.remaining()).isEqualTo(Float.BYTES * VALUES);
            ends[0] = bytes.getFloat(0);
            ends[1] = bytes.getFloat(Float.BYTES * (VALUES - 1));
        });
        assertThat(ends).containsExactly(1, -2);
    }

    @Test
    void aValueInTheLastWindowThatIsNotFiniteIsFound() {
        FloatTensor tensor = FloatTensor.zeros(VALUES);
        assertThat(Safetensors.open(write(tensor)).firstNotFinite("large")).isEmpty();
        tensor.values()[VALUES - 3] = Float.NaN;
        assertThat(Safetensors.open(write(tensor)).firstNotFinite("large")).hasValue(VALUES - 3);
    }

    @Test
    void nothingStaysMapped() throws IOException {
        assumeTrue(Files.isReadable(MAPS), "mappings are listed on Linux only");
        Safetensors file = Safetensors.open(write(FloatTensor.zeros(VALUES)));
        file.firstNotFinite("large");
        file.read("large", bytes -> assertThat(mappings()).isNotEmpty());
        assertThat(mappings()).isEmpty();
        ByteBuffer kept = file.mapped("large").orElseThrow();
        assertThat(mappings()).hasSize(1);
        assertThat(kept.getFloat(0)).isZero();
    }

    private static List<String> mappings() {
        try {
            return Files.readAllLines(MAPS).stream()
                    .filter(line -> line.contains("mapped.safetensors"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileThatWasReplacedIsRefused() {
        Safetensors file = Safetensors.open(write(FloatTensor.zeros(VALUES)));
        write(FloatTensor.zeros(VALUES + 1));
        assertThatThrownBy(() -> file.read("large", bytes -> {}))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("was changed or replaced");
        assertThatThrownBy(() -> file.firstNotFinite("large")).hasMessageContaining("was changed or replaced");
    }
}
