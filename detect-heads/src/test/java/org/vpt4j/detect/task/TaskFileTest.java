package org.vpt4j.detect.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;
import org.vpt4j.vision.weights.SafetensorsWriter;

class TaskFileTest {

    private static final Task TASK = task(new FloatTensor(new long[] {1, 2, 2}, new float[] {0.1f, -2, 3, 0}));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("cells.safetensors");
    }

    private static Task task(FloatTensor prompt) {
        return new Task(
                List.of("RBC", "WBC", "plaquette é"),
                new Task.Method("vpt-deep", Map.of("tokens", "2", "layers", "last:1")),
                new Task.Head(
                        "dense",
                        Map.of("neck", "256", "box-gain", "2.5", "box-loss", "giou", "on", "true"),
                        List.of(3, 6, 9, 12)),
                new Task.Preprocessing(new ImageSize(336, 252), Normalization.IMAGENET),
                new Task.Backbone("dinov2-small", "0123456789abcdef"),
                0.35,
                new Task.Provenance(
                        "feed",
                        Long.MAX_VALUE,
                        Map.of("epochs", "12"),
                        Map.of("ap50", 0.894),
                        "0.1.0",
                        Instant.parse("2026-01-02T03:04:05.678Z")),
                Map.of("prompt", prompt),
                Map.of("class.out.bias", FloatTensor.vector(1, 2, 3), "class.out.weight", FloatTensor.zeros(3, 2)));
    }

    /** The file of {@link #TASK} with its description changed. */
    private void writeWith(UnaryOperator<String> change) {
        writeWith(TASK, change);
    }

    private void writeWith(Task task, UnaryOperator<String> change) {
        TaskFile.write(file, task, DataType.F32);
        Safetensors stored = Safetensors.open(file);
        String before = stored.metadata().get("vpt4j");
        String after = change.apply(before);
        assertThat(after).as("the test changes something").isNotEqualTo(before);
        SafetensorsWriter writer = new SafetensorsWriter().metadata("vpt4j", after);
        stored.names().forEach(name -> writer.add(name, stored.tensor(name), DataType.F32));
        writer.write(file);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> TaskFile.read(file))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(parts);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        TaskFile.write(file, TASK, DataType.F32);

        assertThat(TaskFile.read(file)).isEqualTo(TASK);
    }

    @Test
    void halfPrecisionTakesHalfTheBytesAndKeepsThreeDigits() {
        TaskFile.write(file, TASK, DataType.F16);

        Safetensors stored = Safetensors.open(file);
        assertThat(stored.entry("head.class.out.bias").bytes()).isEqualTo(6);
        float[] values = TaskFile.read(file).tuned().get("prompt").values();
        assertThat(values[0]).isNotEqualTo(0.1f).isBetween(0.0999f, 0.1001f);
        assertThat(Arrays.copyOfRange(values, 1, 4)).containsExactly(-2, 3, 0);
    }

    @Test
    void theSameTaskGivesTheSameBytes() throws IOException {
        TaskFile.write(file, TASK, DataType.F16);
        byte[] once = Files.readAllBytes(file);
        TaskFile.write(file, task(TASK.tuned().get("prompt")), DataType.F16);

        assertThat(Files.readAllBytes(file)).isEqualTo(once);
    }

    @Test
    void aTaskWithoutTunedValuesHasNoTunedTensors() {
        Task headOnly = new Task(
                TASK.classes(),
                new Task.Method("head-only", Map.of()),
                TASK.head(),
                TASK.preprocessing(),
                TASK.backbone(),
                TASK.threshold(),
                TASK.provenance(),
                Map.of(),
                TASK.headTensors());
        TaskFile.write(file, headOnly, DataType.F32);

        assertThat(TaskFile.read(file)).isEqualTo(headOnly);
        assertThat(headOnly.parameters()).isEqualTo(9);
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        TaskFile.write(file, TASK, DataType.F32);
        byte[] whole = Files.readAllBytes(file);

        for (int length : new int[] {0, 5, 100, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused("copy or download");
        }
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> TaskFile.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aForeignSafetensorsFileIsRefused() {
        new SafetensorsWriter()
                .add("embeddings", FloatTensor.zeros(2), DataType.F32)
                .write(file);

        assertRefused("no task", "task.safetensors");
    }

    @Test
    void aFileOfANewerFormatAsksForAnUpdate() {
        writeWith(json -> json.replace("\"format\":2", "\"format\":4"));

        assertRefused("written by a newer vpt4j (format 4; this one reads up to 3): update vpt4j");
    }

    private static Task tiled(Tiling tiling) {
        Task.Preprocessing pixels = new Task.Preprocessing(
                TASK.preprocessing().input(), TASK.preprocessing().normalization(), tiling);
        return new Task(
                TASK.classes(),
                TASK.method(),
                TASK.head(),
                pixels,
                TASK.backbone(),
                TASK.threshold(),
                TASK.provenance(),
                TASK.tuned(),
                TASK.headTensors());
    }

    @ParameterizedTest
    @CsvSource({"2x2, 0.2", "3x1, 0.35", "640, 0"})
    void tilesAreWrittenAndReadInAFormatThatEarlierVersionsRefuse(String tiles, double overlap) {
        Task task = tiled(Tiling.parse(tiles).withOverlap(overlap));
        TaskFile.write(file, task, DataType.F32);

        assertThat(TaskFile.read(file)).isEqualTo(task);
        assertThat(TaskFile.description(task)).contains("\"format\":3", "\"tiles\":\"" + tiles + "\"");
        assertThat(TaskFile.described(TaskFile.description(task)).preprocessing())
                .isEqualTo(task.preprocessing());
    }

    @Test
    void aTaskWithoutTilesIsStillWrittenInFormat2() {
        assertThat(TaskFile.description(TASK)).contains("\"format\":2").doesNotContain("tiles", "overlap");
    }

    @Test
    void tilesThatAreUndecidedCannotBeStored() {
        assertThatThrownBy(() -> tiled(Tiling.AUTO)).hasMessageContaining("preprocessing.tiles");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"tiles\":\"2x2\"   | \"tiles\":\"many\"  | preprocessing.tiles: \"many\" is none of",
                "\"tiles\":\"2x2\"   | \"tiles\":\"auto\"  | preprocessing.tiles: a task has certain tiles",
                "\"tiles\":\"2x2\"   | \"tiles\":2         | preprocessing.tiles: a text",
                "\"overlap\":0.2     | \"overlap\":2       | preprocessing.tiles: 2.0 is outside",
                "\"overlap\":0.2     | \"other\":2         | preprocessing.overlap: missing"
            })
    void tilesWithAnImpossibleValueAreNamed(String before, String after, String field) {
        writeWith(tiled(Tiling.grid(2, 2)), json -> json.replace(before, after));

        assertRefused(field);
    }

    @Test
    void fieldsOfALaterVersionOfTheSameFormatAreSkipped() {
        writeWith(json -> json.replace("\"format\":2", "\"format\":2,\"colour\":\"blue\""));

        assertThat(TaskFile.read(file)).isEqualTo(TASK);
    }

    @Test
    void aDescriptionThatIsNoJsonIsRefused() {
        writeWith(json -> json.substring(1));
        assertRefused("no JSON");

        writeWith(json -> "[]");
        assertRefused("no JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format",
                "classes",
                "method",
                "head",
                "preprocessing",
                "width",
                "mean",
                "layers",
                "backbone",
                "fingerprint",
                "threshold",
                "provenance",
                "seed",
                "metrics",
                "created",
                "tensors"
            })
    void aMissingFieldIsNamed(String field) {
        writeWith(json -> json.replace("\"" + field + "\":", "\"other\":"));

        assertRefused(field + ": missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"width\":336           | \"width\":0            | preprocessing.width",
                "\"width\":336           | \"width\":\"wide\"     | preprocessing.width: an integer is needed, not \"wide\"",
                "\"RBC\"                 | \"R\\u0007C\"           | classes",
                "\"width\":336           | \"width\":100000       | input of 100000x252",
                "\"width\":336           | \"width\":336,\"width\":1 | Duplicate field",
                "\"height\":252          | \"height\":2.5         | preprocessing.height",
                "\"mean\":[0.485,        | \"mean\":[             | mean",
                "[3,6,9,12]              | [3,3,9,12]             | head.layers",
                "[3,6,9,12]              | []                     | head.layers",
                "[3,6,9,12]              | [3,6.5]                | head.layers[1]: an integer is needed, not 6.5",
                "\"threshold\":0.35      | \"threshold\":1.5      | threshold",
                "\"tokens\":\"2\"        | \"tokens\":2           | method.settings.tokens",
                "\"neck\":\"256\"        | \"neck\":[256]         | head.settings.neck: a text",
                "\"neck\":\"256\"        | \"neck\":256           | head.settings.neck: a text",
                "\"box-loss\"           | \"box\\u0007loss\"      | head.settings",
                "[\"RBC\"               | [null                  | classes[0]",
                "\"seed\":9223372036854775807 | \"seed\":9223372036854775808 | provenance.seed: a number in range",
                "\"ap50\":0.894          | \"ap50\":null          | provenance.metrics.ap50",
                "2026-01-02T03:04:05     | yesterday              | provenance.created",
                "\"RBC\"                 | \"WBC\"                | classes",
                "\"RBC\"                 | \" \"                  | classes",
                "\"dinov2-small\"        | \"\"                   | backbone"
            })
    void aFieldWithAnImpossibleValueIsNamed(String before, String after, String field) {
        writeWith(json -> json.replace(before, after));

        assertRefused(field);
    }

    @Test
    void zeroClassesAreRefused() {
        writeWith(json -> json.replaceFirst("\"classes\":\\[[^]]*]", "\"classes\":[]"));

        assertRefused("classes", "at least one class");
    }

    @Test
    void aShapeThatTheDescriptionDoesNotListIsNamed() {
        writeWith(json -> json.replace("\"tuned.prompt\":[1,2,2]", "\"tuned.prompt\":[1,4,2]"));

        assertRefused("tuned.prompt", "[1, 2, 2]", "[1, 4, 2]");
    }

    @Test
    void aMissingTensorIsNamed() {
        writeWith(json -> json.replace("\"tensors\":{", "\"tensors\":{\"head.scale\":[3],"));

        assertRefused("head.scale", "missing");
    }

    @Test
    void aTensorTooManyIsNamed() {
        writeWith(json -> json.replace(",\"tuned.prompt\":[1,2,2]", ""));

        assertRefused("tuned.prompt");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aTensorThatIsNotFiniteIsNamed(float value) {
        TaskFile.write(file, TASK, DataType.F32);
        Safetensors stored = Safetensors.open(file);
        SafetensorsWriter damaged = new SafetensorsWriter().metadata(stored.metadata());
        stored.names().stream()
                .filter(name -> !name.equals("head.class.out.bias"))
                .forEach(name -> damaged.add(name, stored.tensor(name), DataType.F32));
        damaged.add("head.class.out.bias", FloatTensor.vector(1, value, 3), DataType.F32);
        damaged.write(file);

        assertRefused("head.class.out.bias", "position 1");
    }

    @Test
    void aDivergedPromptIsNotWrittenAndTheFormerFileStays() {
        TaskFile.write(file, TASK, DataType.F32);
        Task diverged = task(new FloatTensor(new long[] {1, 2, 2}, new float[] {0, Float.NaN, 0, 0}));

        assertThatThrownBy(() -> TaskFile.write(file, diverged, DataType.F32))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("tuned.prompt")
                .hasMessageContaining("diverged");
        assertThat(TaskFile.read(file)).isEqualTo(TASK);
    }

    @Test
    void theDescriptionIsReadableByEveryReaderOfTheFormat() throws IOException {
        TaskFile.write(file, TASK, DataType.F32);

        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                .contains("__metadata__", "plaquette é", "head.class.out.weight");
    }

    @Test
    void anotherBackboneIsRefusedByItsFingerprintNotByItsName() {
        TASK.backbone().require("renamed", "0123456789abcdef");

        assertThatThrownBy(() -> TASK.backbone().require("dinov2-small", "fedcba98765432100"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("dinov2-small")
                .hasMessageContaining("0123456789ab")
                .hasMessageContaining("fedcba987654");
    }
}
