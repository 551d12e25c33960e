package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained task leaves as ONNX files by the command line. */
class ExportTest {
    @TempDir
    static Path trained;

    @TempDir
    Path out;

    @BeforeAll
    static void trainATask() throws IOException {
        TinyWorld.in(trained);
        CapturedRun run = CapturedRun.of(
                List.of("train", "--config", trained.resolve("tiny.yaml").toString()));
        assertThat(run.code()).as(run.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--layout single",
                "--layout single --nms",
                "--nms --input fixed",
                "--layout single --precision fp16",
                "--precision int8 --nms"
            })
    void theFilesAreListedAndComparedWithTheTrainingGraph(String options) {
        CapturedRun run = export(options);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(out.resolve("run.onnx")).isNotEmptyFile();
        assertThat(Files.exists(out.resolve("encoder.onnx"))).isEqualTo(!options.contains("single"));
        assertThat(run.out()).contains(out.resolve("run.onnx") + "  ", " MB", "compared with the training graph: ");
    }

    @Test
    void theEncoderThatIsThereAlreadyIsSaidToBe() {
        export("--name first");
        CapturedRun second = export("--name second");
        assertThat(second.out()).containsPattern("encoder\\.onnx  .* MB, kept");
        assertThat(out).isDirectoryContaining("glob:**/first.onnx").isDirectoryContaining("glob:**/second.onnx");
    }

    @Test
    void aTaskIsCalledAsItsFileOrAsItsRun() {
        assertThat(ExportName.of(Path.of("runs/cells/task.safetensors"))).isEqualTo("cells");
        assertThat(ExportName.of(Path.of("cells.safetensors"))).isEqualTo("cells");
    }

    private CapturedRun export(String options) {
        String command = "export --task " + trained.resolve("run/task.safetensors") + " --out " + out + " --images "
                + trained.resolve("data/JPEGImages") + " --threads 1 " + options;
        return CapturedRun.of(List.of(command.strip().split(" ")));
    }
}
