package org.vpt4j.vision.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;

class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() {
        FloatTensor matrix = new FloatTensor(new long[] {2, 3}, new float[] {1, -2, 0.5f, 65504, 1e-7f, 0});
        Path file = folder.resolve("t.safetensors");
        new SafetensorsWriter()
                .metadata("about", "a \"quoted\" ü")
                .add("half", matrix, DataType.F16)
                .add("full", matrix, DataType.F32)
                .add("brain", matrix, DataType.BF16)
                .add("nothing", FloatTensor.zeros(0, 4), DataType.F32)
                .add("scalar", new FloatTensor(new long[0], new float[] {7}), DataType.F32)
                .write(file);

        Safetensors read = Safetensors.open(file);
        assertThat(read.names()).containsExactly("full", "nothing", "scalar", "brain", "half");
        assertThat(read.metadata()).isEqualTo(Map.of("about", "a \"quoted\" ü"));
        assertThat(read.tensor("full")).isEqualTo(matrix);
        assertThat(read.floats("half")).containsExactly(1, -2, 0.5f, 65504, 0x1p-23f, 0);
        assertThat(read.floats("brain")[0]).isEqualTo(1f);
        assertThat(read.tensor("nothing").shape()).containsExactly(0, 4);
        assertThat(read.tensor("scalar").values()).containsExactly(7);
        assertThat(read.bytes("full").isReadOnly()).isTrue();
        assertThat(read.bytes("full").getFloat(4)).isEqualTo(-2f);
        assertThat(read.entry("half").type()).isEqualTo(DataType.F16);
    }

    @Test
    void aLargeFileIsReadPieceByPieceAndRefusedOnceItIsAnother() throws IOException {
        Path file = folder.resolve("large.safetensors");
        FloatTensor large = FloatTensor.zeros(5 << 20);
        large.values()[large.values().length - 1] = 3;
        FloatTensor small = FloatTensor.vector(new float[] {1, 2});
        new SafetensorsWriter()
                .add("large", large, DataType.F32)
                .add("small", small, DataType.F16)
                .write(file);
        Safetensors opened = Safetensors.open(file);
        assertThat(opened.tensor("large")).isEqualTo(large);
        assertThat(opened.tensor("small")).isEqualTo(small);

        new SafetensorsWriter()
                .add("large", large, DataType.F32)
                .add("small", FloatTensor.vector(new float[] {7, 8}), DataType.F16)
                .write(file); // of the same size, renamed into place

        assertThatThrownBy(() -> opened.floats("small"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("large.safetensors was changed or replaced since it was opened");
        assertThat(Safetensors.open(file).floats("small")).containsExactly(7, 8);
        Files.delete(file);
        assertThatThrownBy(() -> opened.floats("small")).isInstanceOf(FileException.class);
    }

    @Test
    void aSmallFileStaysAsItWasReadWhateverTakesItsPlace() throws IOException {
        Path file = folder.resolve("small.safetensors");
        new SafetensorsWriter()
                .add("a", FloatTensor.vector(new float[] {1, 2}), DataType.F32)
                .write(file);
        Safetensors opened = Safetensors.open(file);
        Files.delete(file);
        assertThat(opened.floats("a")).containsExactly(1, 2);
    }

    @Test
    void theSameTensorsGiveTheSameBytesInAnyOrderOfAdding() throws IOException {
        FloatTensor one = FloatTensor.vector(1, 2);
        FloatTensor two = FloatTensor.vector(3);
        Path a = folder.resolve("a");
        Path b = folder.resolve("b");
        new SafetensorsWriter()
                .add("x", one, DataType.F32)
                .add("y", two, DataType.F16)
                .metadata("k", "v")
                .write(a);
        new SafetensorsWriter()
                .metadata("k", "v")
                .add("y", two, DataType.F16)
                .add("x", one, DataType.F32)
                .write(b);
        assertThat(a).hasSameBinaryContentAs(b);
        assertThat(ByteBuffer.wrap(Files.readAllBytes(a))
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getLong()
                        % 8)
                .isZero();
    }

    @Test
    void aValueBeyondHalfPrecisionIsRefusedWithItsTensor() {
        assertThatThrownBy(() -> new SafetensorsWriter().add("head.bias", FloatTensor.vector(0, 70000), DataType.F16))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("head.bias")
                .hasMessageContaining("70000.0 at 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}                    | 4 | does not have the 4 bytes
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                    | 3 | cut short
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                    | 5 | 1 byte at its end belongs
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                    | 8 | leave a gap
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 8 | tensor b starts at byte 0
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | tensor a is listed twice
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}                    | 4 | not a start and an end
        {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}                   | 4 | not a size
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}                   | 4 | not a size
        {"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}                  | 4 | not a size
        {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}} | 0 | does not have the 0 bytes
        {"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}} | 0 | does not have the 0 bytes
        {"a":{"dtype":"F32","shape":[2684354560],"data_offsets":[0,10737418240]}} | 4 | 10737418240 bytes of data, the file has 4
        {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}} | 4 | not a size
        {"a":{"dtype":"F32","shape":[2305843009213693951],"data_offsets":[0,9223372036854775804]}} | 4 | cut short
        {"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}                     | 4 | unknown dtype Q4
        {"a":{"dtype":"F32","shape":[1]}}                                         | 4 | lacks dtype, shape or data_offsets
        {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}              | 4 | unknown field x
        {"a":{"dtype":"F32","shape":[[[[[1]]]]],"data_offsets":[0,4]}}            | 4 | not a size
        {"a":[]}                                                                  | 0 | not described by an object
        {"__metadata__":{"k":1}}                                                  | 0 | not a string
        {"__metadata__":{"k":"1","k":"2"}}                                        | 0 | k is listed twice
        {"__metadata__":{},"__metadata__":{}}                                     | 0 | is listed twice
        []                                                                        | 0 | not a JSON object
        {} {}                                                                     | 0 | has more than a JSON object
        {"a":                                                                     | 0 | not the JSON
        """)
    void aHeaderThatDoesNotDescribeTheFileIsRefused(String header, int dataBytes, String reason) throws IOException {
        assertThatThrownBy(
                        () -> Safetensors.open(file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("f.safetensors")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "1000", "99999999", "100000001", "4294967298", "9223372036854775807", "-1"})
    void aHeaderLengthThatIsNotTrueIsRefused(long claimed) throws IOException {
        assertThatThrownBy(() -> Safetensors.open(file(claimed, "{}", 0)))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("f.safetensors");
    }

    @Test
    void integersAreNotFloats() throws IOException {
        Safetensors file =
                Safetensors.open(file(54, "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8));
        assertThatThrownBy(() -> file.floats("a"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("tensor a is stored as I64");
        assertThatThrownBy(() -> file.floats("b"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("no tensor b");
    }

    @Test
    void aMissingFileAFolderAndAnEmptyFileAreNamed() throws IOException {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> Safetensors.open(missing))
                .isInstanceOf(FileException.class)
                .hasMessage(missing + " does not exist");
        assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(VptException.class);
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> Safetensors.open(empty)).isInstanceOf(WeightsException.class);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aPipeIsRefusedInsteadOfWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo");
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThatThrownBy(() -> Safetensors.open(pipe))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("pipe or a device"));
    }

    @Test
    void whatAHeaderSaysIsShownShortAndWithoutControlCharacters() {
        String header = "{\"" + "\\u001b[31m" + "x".repeat(10_000) + "\":1}";
        assertThatThrownBy(() -> Safetensors.open(file(header.length(), header, 0)))
                .isInstanceOf(WeightsException.class)
                .message()
                .contains("\\u001b[31mxxx")
                .hasSizeLessThan(500)
                .matches("\\P{Cntrl}*");
    }

    @Test
    void aHeaderOfManyTensorsOrDeepBracketsIsRefusedAtOnce() throws IOException {
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 200_000; i++) {
            many.append("\"t").append(i).append("\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},");
        }
        String unclosed = "{\"a\":" + "[".repeat(5_000_000);
        for (String header : new String[] {many.toString(), many + "\"z\":0}", unclosed}) {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThatThrownBy(
                            () -> Safetensors.open(file(header.length(), header, 4)))
                    .isInstanceOf(WeightsException.class));
        }
    }

    @Test
    void arraysOfAnyFloatTypeComeAndGo() {
        FloatTensor tensor = new FloatTensor(new long[] {2, 2}, new float[] {1, -2, 0.5f, 4});
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray array = tensor.toArray(manager);
            assertThat(FloatTensor.from(array)).isEqualTo(tensor);
            assertThat(FloatTensor.from(array.toType(ai.djl.ndarray.types.DataType.FLOAT16, true)))
                    .isEqualTo(tensor);
            assertThat(FloatTensor.from(array.get(0, 1))).isEqualTo(new FloatTensor(new long[0], new float[] {-2}));
        }
        assertThatThrownBy(() -> new FloatTensor(new long[] {2, 3}, new float[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape [2, 3] does not hold 5 values");
    }

    private Path file(long claimed, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimed).put(json);
        return Files.write(folder.resolve("f.safetensors"), bytes.array());
    }
}
