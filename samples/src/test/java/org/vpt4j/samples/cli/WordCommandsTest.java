package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.Detector;
import org.vpt4j.samples.console.SampleData;

/** Names of classes on the command line, with the toy that comes with vpt4j. */
class WordCommandsTest {
    private static final String DATA = SampleData.scenes().toString();

    @TempDir
    private static Path root;

    private static Path task;

    @BeforeAll
    static void trainATaskWithWords() {
        CapturedRun run = run(
                "train",
                "--data",
                DATA,
                "--backbone",
                "tiny-clip",
                "--head",
                "open-vocab",
                "--size",
                "64x64",
                "--epochs",
                "1",
                "--augment",
                "none",
                "--method",
                "head-only",
                "--threads",
                "1",
                "--out",
                root.resolve("run").toString());
        assertThat(run.code()).as(run.err()).isZero();
        task = root.resolve("run/task.safetensors");
    }

    private static CapturedRun run(String... arguments) {
        return CapturedRun.of(List.of(arguments));
    }

    private static CapturedRun eval(String... more) {
        List<String> arguments = new ArrayList<>(List.of("eval", "--data", DATA, "--threads", "1"));
        arguments.addAll(List.of(more));
        return CapturedRun.of(arguments);
    }

    private static double ap50(CapturedRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        return result.get("ap50").asDouble();
    }

    @Test
    void namesAreEvaluatedWithoutATask() throws IOException {
        String names = "circle, ring";
        double usual = ap50(eval("--json", "--zero-shot", names, "--backbone", "tiny-clip"));
        double own = ap50(eval("--json", "--zero-shot", names, "--backbone", "tiny-clip", "--template", "the {}"));
        assertThat(usual).isGreaterThan(0.5);
        assertThat(own).isGreaterThan(0.5).isNotEqualTo(usual);
    }

    @Test
    void anExportKeepsTheClassesOfTheTaskOrThoseThatAreGiven() throws IOException {
        Path out = root.resolve("exported");
        for (String name : List.of("own", "other")) {
            List<String> export = new ArrayList<>(List.of(
                    "export",
                    "--task",
                    task.toString(),
                    "--out",
                    out.toString(),
                    "--name",
                    name,
                    "--layout",
                    "single",
                    "--images",
                    image().getParent().toString(),
                    "--threads",
                    "1"));
            if (name.equals("other")) {
                export.addAll(List.of("--classes", "striped object, star"));
            }
            CapturedRun run = CapturedRun.of(export);
            assertThat(run.code()).as(run.err()).isZero();
        }
        try (Detector own = Detector.load(out.resolve("own.onnx"));
                Detector other = Detector.load(out.resolve("other.onnx"))) {
            assertThat(own.classes()).hasSize(8).contains("circle");
            assertThat(other.classes()).containsExactly("striped object", "star");
        }
        Path asked = found("asked", "--task", task.toString(), "--classes", "striped object,star");
        Path exported = found("found", "--task", out.resolve("other.onnx").toString());
        JsonNode expected = new ObjectMapper().readTree(asked.toFile());
        JsonNode actual = new ObjectMapper().readTree(exported.toFile());
        assertThat(actual).hasSameSizeAs(expected).isNotEmpty();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).get("category_id"))
                    .isEqualTo(expected.get(i).get("category_id"));
            assertThat(actual.get(i).get("score").asDouble())
                    .isCloseTo(expected.get(i).get("score").asDouble(), org.assertj.core.data.Offset.offset(1e-3));
        }
    }

    private static Path image() {
        return DetectionData.open(SampleData.scenes(), 0)
                .require(Split.TEST)
                .images()
                .get(0)
                .file();
    }

    private static Path found(String name, String... what) throws IOException {
        Path out = root.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                "detect",
                image().toString(),
                "--out",
                out.toString(),
                "--no-images",
                "--score",
                "0.001",
                "--threads",
                "1"));
        arguments.addAll(List.of(what));
        CapturedRun run = CapturedRun.of(arguments);
        assertThat(run.code()).as(run.err()).isZero();
        try (var files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith("detections.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --zero-shot|star|--task|TASK|exclude each other
            --data|DATA|--backbone|tiny-clip|say what to find
            --zero-shot|star|--classes|moon|belongs to --task
            --zero-shot|star,|--backbone|tiny-clip|a name is missing
            --zero-shot|circle|--template|the thing|no place for the class name
            --task|TASK|--template|the {}|is for names
            --zero-shot|circle|--backbone|dinov2-small|no text encoder
            """)
    void whatDoesNotFitIsRefused(String first, String value, String second, String other, String says) {
        List<String> arguments = new ArrayList<>(List.of("eval", "--threads", "1"));
        for (String argument : List.of(first, value, second, other)) {
            arguments.add(argument.replace("TASK", task.toString()).replace("DATA", DATA));
        }
        if (!arguments.contains("--data")) {
            arguments.addAll(List.of("--data", DATA));
        }
        if (!arguments.contains("--backbone") && !arguments.contains("--task")) {
            arguments.addAll(List.of("--backbone", "tiny-clip"));
        }
        CapturedRun run = CapturedRun.of(arguments);
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains(says);
    }
}
