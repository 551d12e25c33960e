package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.task.TaskFile;

/** Runs in processes of their own that are killed, and go on. */
class KilledProcessTest {
    @TempDir
    Path root;

    @Test
    void killedFourTimesAtRandomMomentsARunEndsWithTheSamePromptsAndTheSameAp() throws Exception {
        TinyWorld world = TinyWorld.in(root);
        TrainingConfig config = config(world, "killed");
        Random random = new Random(20);
        for (int kill = 0; kill < 4; kill++) {
            Process process = TrainingProcess.start(config);
            int lines = 1 + random.nextInt(14);
            List<String> said = read(process, lines);
            Thread.sleep(random.nextInt(60)); // also in the middle of a step, or of writing a file
            process.destroyForcibly();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(said).as("before the kill").hasSize(lines);
        }
        Process last = TrainingProcess.start(config);
        List<String> said = read(last, Integer.MAX_VALUE);
        assertThat(last.waitFor()).as(String.join("\n", said)).isZero();

        TrainingResult unbroken = Trainer.train(config(world, "unbroken"), TrainingListener.NONE, new StopSignal());
        RunDirectory run = new RunDirectory(config.out());
        Runs.assertSameTensors(run, unbroken.run(), 1e-6);
        Progress progress = Checkpoint.read(run.checkpoint()).progress();
        Runs.assertSameHistory(progress.history(), unbroken.history());
        TaskFile.read(run.task()).tuned().forEach((name, tensor) -> assertThat(Runs.distance(
                        tensor, TaskFile.read(unbroken.run().task()).tuned().get(name)))
                .isLessThanOrEqualTo(1e-6));
        assertThat(run.metrics()).content().hasLineCount(1 + config.epochs());
        try (var files = Files.list(run.root())) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().endsWith(".part"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // where destroy() kills
    void aTerminatedRunWritesACheckpointOfTheStepItIsInAndEndsAsInterrupted() throws Exception {
        TrainingConfig config = config(TinyWorld.in(root), "terminated").with("epochs", 1000);
        Process process = TrainingProcess.start(config);
        List<String> said = read(process, 8); // of which an epoch gives four
        long before = System.nanoTime();
        process.toHandle().destroy(); // a SIGTERM; Process.destroy() would close the output too
        List<String> rest = read(process, Integer.MAX_VALUE);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat((System.nanoTime() - before) / 1e9).as("seconds").isLessThan(15);
        assertThat(process.exitValue()).as(String.join("\n", rest)).isEqualTo(ShutdownStop.EXIT_CODE);

        Checkpoint checkpoint = Checkpoint.read(new RunDirectory(config.out()).checkpoint());
        Progress progress = checkpoint.progress();
        said.addAll(rest);
        String lastStep = said.stream()
                .filter(line -> line.startsWith("step"))
                .reduce((a, b) -> b)
                .orElseThrow();
        if (progress.batches() > 0) {
            assertThat(lastStep).startsWith("step " + (progress.epochs() + 1) + " " + progress.batches() + ",");
        } else {
            assertThat(lastStep).startsWith("step " + progress.epochs() + " 2,");
        }
        assertThat(checkpoint.optimizerSteps()).isEqualTo(2L * progress.epochs() + progress.batches());
    }

    private static TrainingConfig config(TinyWorld world, String out) {
        return world.config(out).with("epochs", 6);
    }

    /** So many lines of the output, fewer where it ends. */
    private static List<String> read(Process process, int count) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            String line = output.readLine();
            if (line == null) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }
}
