package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;

class RepeatableTrainingTest {
    @TempDir
    Path root;

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        TinyWorld world = TinyWorld.in(root);
        TrainingResult first = train(world.config("first").with("seed", 5));
        TrainingResult second = train(world.config("second").with("seed", 5));
        TrainingResult other = train(world.config("other").with("seed", 6));

        Runs.assertSameHistory(second.history(), first.history());
        Runs.assertSameTensors(second.run(), first.run(), 0);
        Task task = TaskFile.read(first.run().task());
        Task repeated = TaskFile.read(second.run().task());
        assertThat(repeated.tuned()).isEqualTo(task.tuned());
        assertThat(repeated.headTensors()).isEqualTo(task.headTensors());

        assertThat(other.history().get(0).loss())
                .isNotEqualTo(first.history().get(0).loss());
        assertThat(TaskFile.read(other.run().task()).tuned()).isNotEqualTo(task.tuned());
    }

    private static TrainingResult train(TrainingConfig config) {
        return Trainer.train(config, TrainingListener.NONE, new StopSignal());
    }
}
