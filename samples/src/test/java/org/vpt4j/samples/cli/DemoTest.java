package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.samples.run.TrainingRun;
import org.vpt4j.vision.error.ConfigException;

class DemoTest {
    @TempDir
    private Path folder;

    @Test
    void theDemoLeavesATaskAReportAndImagesAndCanBeRepeated() throws IOException {
        Path out = folder.resolve("demo");
        RunOutcome first = demo(out);

        assertThat(Files.readString(out.resolve("report.html"))).contains("head-only on dinov2-small");
        assertThat(out.resolve("task.safetensors")).exists();
        assertThat(out.resolve("images").toFile().list()).hasSize(4);
        assertThat(Demo.found(out).toFile().list())
                .hasSize(7)
                .contains("detections.json", "images.json", "detections.csv");
        assertThat(first.facts().toMap()).containsEntry("images", 24).containsEntry("split", "test");
        assertThat(first.facts().cost().seconds())
                .containsOnlyKeys("checks, cached features, files", "training and validation", "evaluation on test");
        assertThat(first.facts().cost().seconds().values()).allMatch(seconds -> seconds > 0);

        Files.delete(out.resolve("report.html"));
        RunOutcome again = demo(out);

        assertThat(out.resolve("report.html")).exists();
        assertThat(again.evaluation().metrics().ap())
                .isEqualTo(first.evaluation().metrics().ap());
    }

    @Test
    void theDemoDoesNotReplaceAnotherRun() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("config.yaml"), "data: elsewhere\n");

        assertThatThrownBy(() -> demo(other))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds another run");
        assertThat(other.resolve("config.yaml")).hasContent("data: elsewhere");
    }

    /** The demo, made short: few pixels, one epoch, the head alone. */
    private static RunOutcome demo(Path out) {
        TrainingConfig config = Demo.config(out)
                .with("method", "head-only")
                .with("size", "112")
                .with("epochs", 1)
                .with("feature-layers", "12");
        try (Progress progress = Progress.onStandardError()) {
            return Demo.run(config, new TrainingRun(progress, new StopSignal(), "./vpt4j demo"), progress);
        }
    }
}
