package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;

class ResumeTest {
    @TempDir
    static Path root;

    static TinyWorld world;
    static TrainingResult unbroken;

    @BeforeAll
    static void trainWithoutABreak() {
        world = TinyWorld.in(root);
        unbroken = Trainer.train(config("unbroken"), TrainingListener.NONE, new StopSignal());
    }

    /** Four batches an epoch, two for each step of the optimizer. */
    private static TrainingConfig config(String out) {
        return world.config(out)
                .with("epochs", 3)
                .with("batch", 2)
                .with("accumulate", 2)
                .with("dropout", 0.3); // what chance drops is the same behind a break
    }

    @ParameterizedTest(name = "at {0} of {1}")
    @CsvSource({
        "step 1 1, 0",
        "step 2 2, 1",
        "step 2 3, 1", // between the two batches of a step: it stops behind the second
        "step 2 4, 1",
        "validating 2 2, 1",
        "epoch 1, 1",
        "epoch 2, 2"
    })
    void aRunThatWasStoppedAnywhereEndsAsIfItHadNot(String moment, int epochsDone) {
        TrainingConfig config = config("stopped " + moment);
        RunDirectory run = stopAt(config, moment::equals);
        assertThat(Checkpoint.read(run.checkpoint()).progress().epochs()).isEqualTo(epochsDone);

        TrainingResult result = Trainer.resume(run, TrainingListener.NONE, new StopSignal());

        assertThat(result.plan().firstEpoch()).isEqualTo(epochsDone + 1);
        Runs.assertSameHistory(result.history(), unbroken.history());
        Runs.assertSameTensors(run, unbroken.run(), 1e-6);
        assertThat(result.best().ap()).isEqualTo(unbroken.best().ap());
        assertThat(run.metrics()).content().hasLineCount(1 + 3);
    }

    @Test
    void aSignalBehindTheLastValidationComesTooLateToStopTheRun() {
        StopSignal stop = new StopSignal();
        TrainingResult result = Trainer.train(config("late"), raising(stop, "epoch 3"::equals), stop);
        Runs.assertSameHistory(result.history(), unbroken.history());
    }

    @Test
    void aFinishedRunIsResumedToTheSameResult() {
        TrainingResult again = Trainer.resume(unbroken.run(), TrainingListener.NONE, new StopSignal());
        assertThat(again.history()).isEqualTo(unbroken.history());
        assertThat(again.best()).isEqualTo(unbroken.best());
    }

    @Test
    void whatAKilledProcessLeftIsNoHindranceAndTheTextFilesAreWrittenAgain() throws IOException {
        RunDirectory run = stopAt(config("leftovers"), "epoch 1"::equals);
        Path leftover = run.root().resolve(".checkpoint.safetensors.99999999-1.0badcafe.part");
        Files.writeString(leftover, "half a file");
        Files.delete(run.metrics());
        Files.delete(run.config());
        Trainer.resume(run, TrainingListener.NONE, new StopSignal());
        assertThat(leftover).doesNotExist();
        assertThat(run.config()).hasSameTextualContentAs(copyFor(run));
        assertThat(run.metrics()).content().hasLineCount(1 + 3);
    }

    private static Path copyFor(RunDirectory run) throws IOException {
        String yaml = Files.readString(unbroken.run().config())
                .replace(unbroken.run().root().toString(), run.root().toString());
        return Files.writeString(root.resolve("expected.yaml"), yaml);
    }

    @Test
    void aChangedImageIsRefused() throws IOException {
        TinyWorld changed = TinyWorld.in(Files.createDirectory(root.resolve("changed-data")));
        RunDirectory run = stopAt(changed.config("run"), "step 1 1"::equals);
        Files.write(changed.image(3), new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        assertThatThrownBy(() -> resume(run))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("data in " + changed.data())
                .hasMessageContaining("has changed");
    }

    @Test
    void anotherBackboneIsRefused() throws IOException {
        TinyWorld changed = TinyWorld.in(Files.createDirectory(root.resolve("changed-backbone")));
        RunDirectory run = stopAt(changed.config("run"), "step 1 1"::equals);
        changed.writeBackbone(2);
        assertThatThrownBy(() -> resume(run))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("backbone " + changed.backbone())
                .hasMessageContaining("has changed");
    }

    @Test
    void aTruncatedCheckpointIsRefusedByName() throws IOException {
        RunDirectory run = stopAt(config("truncated"), "step 1 1"::equals);
        byte[] bytes = Files.readAllBytes(run.checkpoint());
        for (int length : new int[] {0, 5, 1000, bytes.length / 2, bytes.length - 1}) {
            Files.write(run.checkpoint(), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> resume(run))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining(run.checkpoint().toString());
        }
    }

    @Test
    void aTaskFileIsNoCheckpoint() throws IOException {
        RunDirectory run = stopAt(config("task"), "epoch 1"::equals);
        Files.copy(run.task(), run.checkpoint(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> resume(run))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("is no checkpoint");
    }

    @Test
    void aSecondRunIntoTheSameFolderIsRefusedAndAFolderWithoutOneToo() {
        TrainingConfig again = config("unbroken");
        assertThatThrownBy(() -> Trainer.train(again, TrainingListener.NONE, new StopSignal()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds another run")
                .hasMessageContaining("--resume");
        assertThatThrownBy(() -> RunDirectory.resume(root.resolve("nothing")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no checkpoint");
    }

    private static void resume(RunDirectory run) {
        Trainer.resume(run, TrainingListener.NONE, new StopSignal());
    }

    /** Trains until something happens that is described like this, and raises the signal then. */
    private static RunDirectory stopAt(TrainingConfig config, Predicate<String> moment) {
        StopSignal stop = new StopSignal();
        assertThatThrownBy(() -> Trainer.train(config, raising(stop, moment), stop))
                .isInstanceOf(TrainingInterrupted.class)
                .hasMessageContaining("--resume");
        return RunDirectory.resume(config.out());
    }

    private static TrainingListener raising(StopSignal stop, Predicate<String> moment) {
        return new TrainingListener() {
            private void happens(String what) {
                if (moment.test(what)) {
                    stop.raise();
                }
            }

            @Override
            public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
                happens("step " + epoch + " " + batch);
            }

            @Override
            public void validating(int epoch, int done, int images) {
                happens("validating " + epoch + " " + done);
            }

            @Override
            public void epoch(EpochReport report, boolean best) {
                happens("epoch " + report.epoch());
            }
        };
    }
}
