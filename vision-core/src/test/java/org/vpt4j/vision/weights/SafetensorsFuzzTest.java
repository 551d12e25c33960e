package org.vpt4j.vision.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.fuzz.ChangedBytes;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** Whatever happens to a file, it opens and reads as what it says, or is refused with a WeightsException. */
class SafetensorsFuzzTest {
    private static final List<String> SPLICES = List.of(
            "0",
            "-1",
            "9223372036854775807",
            "18446744073709551616",
            "1e999",
            "null",
            "true",
            "{}",
            "[]",
            "[[",
            "}}",
            "\"",
            "\\u0000",
            ",",
            ":",
            "\"F32\"",
            "\"I8\"",
            "\"__metadata__\":",
            "NaN",
            "\u00e4",
            " ",
            "{\"a\":",
            "\"data_offsets\":[0,8]",
            "\"dtype\":\"F16\"",
            "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]");

    private static Path folder;
    private static byte[] whole;
    private static int headerBytes;

    @BeforeContainer
    static void writeAWholeFile() throws IOException {
        folder = Files.createTempDirectory("safetensors-fuzz");
        Path file = folder.resolve("whole");
        new SafetensorsWriter()
                .metadata("about", "fuzz")
                .add("a", new FloatTensor(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}), DataType.F32)
                .add("b", FloatTensor.vector(1, 2, 3), DataType.F16)
                .add("c", FloatTensor.zeros(0), DataType.BF16)
                .write(file);
        whole = Files.readAllBytes(file);
        headerBytes =
                (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @AfterContainer
    static void remove() throws IOException {
        FileTree.delete(folder);
    }

    @Property(tries = 1500)
    void changedBytesNeverDoHarm(@ForAll("changes") ChangedBytes changes) {
        openAndReadAll(changes.in(whole));
    }

    @Property(tries = 1000)
    void aHeaderWithSplicedJsonNeverDoesHarm(@ForAll("splices") List<Splice> splices) {
        StringBuilder json = new StringBuilder(new String(whole, 8, headerBytes, StandardCharsets.UTF_8).strip());
        for (Splice splice : splices) {
            int start = splice.at() % (json.length() + 1);
            json.replace(start, Math.min(json.length(), start + splice.drop()), splice.text());
        }
        byte[] header = json.toString().getBytes(StandardCharsets.UTF_8);
        openAndReadAll(join(header.length, header, Arrays.copyOfRange(whole, 8 + headerBytes, whole.length)));
    }

    @Property(tries = 200)
    void aFileCutShortIsAlwaysRefused(@ForAll int seed) {
        byte[] cut = Arrays.copyOf(whole, Math.floorMod(seed, whole.length));
        assertThat(openAndReadAll(cut)).isFalse();
    }

    @Property(tries = 300)
    void aClaimedHeaderLengthIsNotBelieved(@ForAll long claimed) {
        boolean opened = openAndReadAll(join(claimed, Arrays.copyOfRange(whole, 8, whole.length), new byte[0]));
        assertThat(opened).isEqualTo(claimed == headerBytes);
    }

    record Splice(int at, int drop, String text) {}

    @Provide
    Arbitrary<List<Splice>> splices() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(SPLICES))
                .as(Splice::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<ChangedBytes> changes() {
        return ChangedBytes.upTo(5);
    }

    /** Whether it opened; anything but a WeightsException fails the test. */
    private static boolean openAndReadAll(byte[] bytes) {
        try {
            Path file = Files.write(folder.resolve("mutated"), bytes);
            Safetensors read = Safetensors.open(file);
            for (String name : read.names()) {
                Safetensors.Entry entry = read.entry(name);
                assertThat(read.bytes(name).remaining()).isEqualTo((int) entry.bytes());
                if (entry.type().readableAsFloats()) {
                    assertThat((long) read.tensor(name).size()).isEqualTo(entry.elements());
                }
            }
            return true;
        } catch (WeightsException e) {
            assertThat(e).hasMessageContaining("mutated");
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] join(long claimed, byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .put(header)
                .put(data)
                .array();
    }
}
