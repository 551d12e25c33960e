package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.train.TinyWorld;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.Image;

/** A process that has this module and what it brings, and no PyTorch, detects; and goes on doing so in the same memory. */
class WithoutPyTorchTest {
    @TempDir
    private static Path root;

    @ParameterizedTest
    @ValueSource(strings = {"vpt-deep", "full"})
    void detectsWhatPyTorchDetects(String method) throws Exception {
        TinyWorld world = TinyWorld.in(root);
        Path file = taskFile(world, method);
        List<String> lines = run(List.of("once", file.toString(), world.image(0).toString()));
        assertThat(lines).startsWith("PyTorch is not there");
        try (Detector torch = Detector.load(file, DetectorOptions.defaults().withEngine(DetectorOptions.PYTORCH))) {
            List<Detection> expected = torch.detect(Image.read(world.image(0)));
            assertThat(expected).isNotEmpty();
            Found.assertSame(parse(lines.subList(1, lines.size())), expected, TinyWorld.SIDE);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX) // which tells what a process holds
    void nativeMemoryStaysFlat() throws Exception {
        TinyWorld world = TinyWorld.in(root);
        Path file = taskFile(world, "vpt-deep");
        List<Long> resident = run(List.of(
                        "often",
                        file.toString(),
                        world.image(0).toString(),
                        world.backbone().toString(),
                        "600"))
                .stream()
                .map(line -> Long.parseLong(line.replace("resident ", "")))
                .toList();
        assertThat(resident).hasSize(20);
        assertThat((double) median(resident, 15) / median(resident, 5)).isLessThan(1.02);
    }

    private static long median(List<Long> values, int from) {
        return values.subList(from, from + 5).stream().sorted().toList().get(2);
    }

    private static Path taskFile(TinyWorld world, String method) {
        TinyTasks tasks = new TinyTasks(Backbone.open(world.backbone()));
        return TinyTasks.write(root, method, tasks.random(method, Map.of(), 5));
    }

    private static List<String> run(List<String> arguments) throws Exception {
        Process process = DetectingProcess.start(arguments);
        try (BufferedReader output = process.inputReader()) {
            List<String> lines = output.lines().toList();
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines;
        }
    }

    private static List<Detection> parse(List<String> lines) {
        return lines.stream().map(DetectingProcess::detection).toList();
    }
}
