package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What bad input gets: for each fault of {@link DataFaults}, {@link SettingFaults}, {@link TileFaults}, {@link UsageFaults},
 * {@link ComparisonFaults} and {@link ExportFaults} one sentence that says where and what to do, the right exit code, no
 * stack trace and no half file.
 */
class BadInputTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    /** A run that is sound: its task is what {@code {task}} stands for. */
    @BeforeAll
    static void trainATask() throws IOException {
        TinyWorld.in(shared);
        CapturedRun run = CapturedRun.of(
                List.of("train", "--config", shared.resolve("tiny.yaml").toString()));
        assertThat(run.code()).as(run.err()).isZero();
    }

    @ParameterizedTest(name = "{index} {0}")
    @MethodSource({
        "org.vpt4j.samples.cli.DataFaults#all",
        "org.vpt4j.samples.cli.SettingFaults#all",
        "org.vpt4j.samples.cli.TileFaults#all",
        "org.vpt4j.samples.cli.UsageFaults#all",
        "org.vpt4j.samples.cli.ComparisonFaults#all",
        "org.vpt4j.samples.cli.ExportFaults#all"
    })
    void isToldInOneSentence(Fault fault) throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        fault.preparation().on(world);
        Map<Path, Long> before = files();

        CapturedRun run = CapturedRun.of(words(fault.command()));

        String told = run.err() + "\n" + run.progress();
        assertThat(run.code()).as(told).isEqualTo(fault.code());
        assertThat(told).doesNotContain("\tat ", "Exception", "Caused by");
        assertThat(run.err()).contains(fault.told());
        if (fault.code() == 0) {
            assertThat(run.err()).doesNotContain("vpt4j: ");
            assertResult(run.out(), fault.command().contains("--json"));
        } else {
            assertThat(run.err()).startsWith("vpt4j: ");
            assertThat(run.err().lines()).as("one sentence: " + run.err()).hasSize(1);
            assertThat(run.out()).isEmpty();
            assertThat(files()).as("files").isEqualTo(before);
        }
        assertThat(files().keySet()).noneMatch(file -> file.toString().endsWith(".part"));
    }

    private static void assertResult(String out, boolean json) throws IOException {
        if (json) {
            ObjectMapper strict = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            assertThat(strict.readTree(out).isObject()).isTrue();
        } else {
            assertThat(out).isNotEmpty();
        }
    }

    private List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.replace("{tiny}", "--config {}/tiny.yaml").split(" ", -1)) {
            words.add(word.replace(
                            "{task}", shared.resolve("run/task.safetensors").toString())
                    .replace("{run}", shared.resolve("run").toString())
                    .replace("{}", folder.toString()));
        }
        return words;
    }

    /** All files with their sizes. */
    /** With their sizes; without lock files, which stay where a run is and mean nothing. */
    private Map<Path, Long> files() throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(".lock"))
                    .toList()) {
                files.put(file, Files.size(file));
            }
        }
        return files;
    }
}
