package org.vpt4j.detect.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ONNX Runtime is enough for DJL's Predictor, and our own sessions live beside it in one process. */
class DjlProcessTest {
    @TempDir
    static Path root;

    private static DetectorFiles files;

    @BeforeAll
    static void export() {
        files = DetectorFiles.in(root);
    }

    @ParameterizedTest
    @CsvSource({"ours-first, true, raw", "djl-first, true, raw", "ours-first, false, raw", "djl-first, false, nms"})
    void oursAndDjlsShareOneProcessWithAndWithoutPyTorch(String order, boolean pyTorch, String form) throws Exception {
        Path log = root.resolve(order + pyTorch);
        Path file = form.equals("raw") ? files.raw() : files.suppressed();
        Process process = new ProcessBuilder(
                        DjlProcess.command(pyTorch, order, file, files.world().image(0)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();

        List<String> lines = Files.readAllLines(log);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        assertThat(lines).anyMatch(line -> line.matches("djl ([1-9]\\d*) \\1")).contains("ours [pixel_values]");
        assertThat(lines.get(lines.size() - 1)).isEqualTo(pyTorch ? "with PyTorch" : "without PyTorch");
        assertThat(lines.indexOf("ours [pixel_values]")).isEqualTo(order.equals("ours-first") ? 0 : 1);
    }
}
