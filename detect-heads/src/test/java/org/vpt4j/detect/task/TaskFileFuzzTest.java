package org.vpt4j.detect.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** Whatever happens to a task file, it is read as a task whose every field holds, or is refused by name. */
class TaskFileFuzzTest {
    private static final List<String> SPLICES = List.of(
            "0",
            "-1",
            "1e999",
            "2147483647",
            "9223372036854775808",
            "null",
            "true",
            "{}",
            "[]",
            "[[[[",
            "}",
            "\"",
            "\\u0000",
            ",",
            ":",
            "NaN",
            "\"format\":99,",
            "\"format\":1,",
            "\"classes\":[],",
            "\"classes\":[\"a\",\"a\"],",
            "\"width\":100000,",
            "\"tokens\":\"1000000000\",",
            "\"convolutions\":\"2000000000\",",
            "\"layers\":\"last:2000000000\",",
            "\"tensors\":{},",
            "\u202e");

    private static final Map<String, String> HEAD =
            Map.of("neck", "2", "channels", "2", "groups", "1", "convolutions", "1");
    private static final EncoderConfig ENCODER =
            EncoderConfig.of(14, 2, 2, 1).withHidden(4).withGrid(2).withLayerScale(true);

    private static Path folder;
    private static byte[] whole;
    private static int headerBytes;
    private static String description;

    @BeforeContainer
    static void writeAWholeFile() throws IOException {
        folder = Files.createTempDirectory("task-fuzz");
        Path file = folder.resolve("whole");
        TaskFile.write(
                file,
                new Task(
                        List.of("RBC", "WBC"),
                        new Task.Method("vpt-deep", Map.of("tokens", "2", "layers", "last:1")),
                        new Task.Head("dense", HEAD, List.of(1, 2)),
                        new Task.Preprocessing(new ImageSize(28, 28), Normalization.IMAGENET),
                        new Task.Backbone("tiny", "0123456789abcdef"),
                        0.35,
                        new Task.Provenance(
                                "feed",
                                7,
                                Map.of("epochs", "12"),
                                Map.of("ap50", 0.9),
                                "0.1.0",
                                Instant.parse("2026-01-02T03:04:05Z")),
                        Map.of("prompt", new FloatTensor(new long[] {1, 2, 2}, new float[] {0.1f, -2, 3, 0})),
                        headTensors()),
                DataType.F16);
        whole = Files.readAllBytes(file);
        headerBytes =
                (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(readOrRefused(file)).isTrue();
        description = Safetensors.open(file).metadata().get("vpt4j");
    }

    private static Map<String, FloatTensor> headTensors() {
        Map<String, FloatTensor> tensors = new TreeMap<>();
        DetectionHeads.create("dense", Settings.of(HEAD), List.of("RBC", "WBC"), ENCODER, List.of(1, 2))
                .shapes()
                .forEach((name, shape) -> tensors.put(name, FloatTensor.zeros(shape.getShape())));
        return tensors;
    }

    @AfterContainer
    static void remove() throws IOException {
        FileTree.delete(folder);
    }

    @Property(tries = 1000)
    void flippedBitsNeverDoHarm(@ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0) Integer> bits) {
        byte[] bytes = whole.clone();
        for (int bit : bits) {
            int at = bit % (8 * bytes.length);
            bytes[at / 8] ^= (byte) (1 << at % 8);
        }
        readOrRefused(bytes);
    }

    @Property(tries = 200)
    void aFileCutShortIsAlwaysRefused(@ForAll @IntRange(min = 0) int length) {
        assertThat(readOrRefused(Arrays.copyOf(whole, length % whole.length))).isFalse();
    }

    @Property(tries = 400)
    void insertedAndRemovedBytesAreAlwaysRefused(
            @ForAll @IntRange(min = 0) int at,
            @ForAll @Size(max = 20) byte[] inserted,
            @ForAll @IntRange(max = 20) int removed) {
        int start = at % whole.length;
        int end = Math.min(whole.length, start + removed);
        byte[] bytes = join(Arrays.copyOf(whole, start), inserted, Arrays.copyOfRange(whole, end, whole.length));
        boolean changedSize = bytes.length != whole.length;
        assertThat(readOrRefused(bytes) && changedSize).isFalse();
    }

    @Property(tries = 200)
    void aHeaderLengthThatIsNotItsOwnIsNotBelieved(@ForAll long claimed) {
        byte[] bytes = whole.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed);
        assertThat(readOrRefused(bytes)).isEqualTo(claimed == headerBytes);
    }

    @Property(tries = 1000)
    void aDescriptionWithSplicedJsonNeverDoesHarm(@ForAll("splices") List<Splice> splices) {
        String header = new String(whole, 8, headerBytes, StandardCharsets.UTF_8);
        readOrRefused(withHeader(header.replace(quoted(description), quoted(spliced(description, splices)))));
    }

    @Property(tries = 400)
    void aHeaderWithSplicedJsonNeverDoesHarm(@ForAll("splices") List<Splice> splices) {
        readOrRefused(withHeader(spliced(new String(whole, 8, headerBytes, StandardCharsets.UTF_8), splices)));
    }

    private static String spliced(String text, List<Splice> splices) {
        StringBuilder json = new StringBuilder(text);
        for (Splice splice : splices) {
            int start = splice.at() % (json.length() + 1);
            json.replace(start, Math.min(json.length(), start + splice.drop()), splice.text());
        }
        return json.toString();
    }

    private static byte[] withHeader(String json) {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
        return join(length, header, Arrays.copyOfRange(whole, 8 + headerBytes, whole.length));
    }

    private static String quoted(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    record Splice(int at, int drop, String text) {}

    @Provide
    Arbitrary<List<Splice>> splices() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 100_000),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(SPLICES))
                .as(Splice::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static boolean readOrRefused(byte[] bytes) {
        try {
            return readOrRefused(Files.write(folder.resolve("mutated"), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was read; anything but a refusal that names the file, in one short plain line, fails the test. */
    private static boolean readOrRefused(Path file) {
        Task task;
        try {
            task = TaskFile.read(file);
        } catch (WeightsException e) {
            assertThat(e.getMessage()).contains("mutated").hasSizeLessThan(1500).matches("\\P{Cntrl}*");
            return false;
        }
        assertUsable(task);
        return true;
    }

    /** A model is made of it, or it is told by the name of a setting why not. */
    private static void assertUsable(Task task) {
        assertThat(task.classes()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(Normalization.length(task.preprocessing().input())).isPositive();
        assertThat(task.threshold()).isBetween(0.0, 1.0);
        try {
            CheckedTask.of(task, "tiny", "0123456789abcdef", ENCODER);
        } catch (VptException e) {
            assertThat(e.getMessage()).hasSizeLessThan(1500).matches("\\P{Cntrl}*");
        }
        for (Map<String, FloatTensor> tensors : List.of(task.tuned(), task.headTensors())) {
            for (FloatTensor tensor : tensors.values()) {
                for (float value : tensor.values()) {
                    assertThat(value).isFinite();
                }
            }
        }
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
