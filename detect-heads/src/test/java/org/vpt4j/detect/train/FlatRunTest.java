package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end early because their validation AP is flat. */
class FlatRunTest {
    @TempDir
    static Path root;

    static TinyWorld world;

    @BeforeAll
    static void makeWorld() {
        world = TinyWorld.in(root);
    }

    /** Nothing is learned, so that AP is the same in every epoch. */
    private static TrainingConfig config(String out) {
        return world.config(out)
                .with("epochs", 30)
                .with("patience", 4)
                .with("warmup", 0)
                .with("lr", 0)
                .with("tuning-lr", 0)
                .with("weight-decay", 0);
    }

    @Test
    void aFlatRunEndsWithItsDecayAndASecondEndIsTheSame() {
        List<String> said = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void flat(int epoch, int last) {
                said.add("flat after " + epoch + ", last " + last);
            }
        };
        TrainingResult result = Trainer.train(config("flat"), listener, new StopSignal());
        assertThat(said).containsExactly("flat after 5, last 10");
        assertThat(result.history()).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(result.history().get(4).learningRate()).isEqualTo(1);
        assertThat(result.history().get(5).learningRate()).isLessThan(1);
        assertThat(result.history().get(9).learningRate()).isEqualTo(LearningRateSchedule.FLOOR);
        assertThat(result.best().epoch()).isEqualTo(1);

        TrainingResult again = Trainer.resume(result.run(), TrainingListener.NONE, new StopSignal());
        assertThat(again.history()).isEqualTo(result.history());
        assertThat(again.plan().epochs()).isEqualTo(10);
    }

    @Test
    void stoppedInItsEarlyDecayARunEndsAsIfItHadNotBeen() {
        // the best AP of so few images is reached early, by chance: the run learns, and still has its early decay
        TrainingConfig learning = config("unbroken")
                .with("lr", 0.002)
                .with("tuning-lr", "")
                .with("patience", 1)
                .with("validate-every", 2);
        TrainingResult unbroken = Trainer.train(learning, TrainingListener.NONE, new StopSignal());
        int flatAfter = Checkpoint.read(unbroken.run().checkpoint()).progress().flatAfter();
        assertThat(flatAfter).isPositive();

        TrainingConfig config = learning.with("out", root.resolve("broken"));
        RunDirectory run = new RunDirectory(config.out());
        StopSignal stop = new StopSignal();
        TrainingListener stopping = new TrainingListener() {
            @Override
            public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
                if (epoch == flatAfter + 1 && batch == 1) {
                    stop.raise();
                }
            }
        };
        assertThatThrownBy(() -> Trainer.train(config, stopping, stop)).isInstanceOf(TrainingInterrupted.class);
        TrainingResult resumed = Trainer.resume(run, TrainingListener.NONE, new StopSignal());

        Runs.assertSameHistory(resumed.history(), unbroken.history());
        Runs.assertSameTensors(run, unbroken.run(), 0);
    }
}
