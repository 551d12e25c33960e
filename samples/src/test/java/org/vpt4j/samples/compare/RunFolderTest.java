package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ConfigException;

class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void theSameRunIsPlannedTwiceWithoutAWordAndAnyOtherIsRefusedByWhatDiffers() {
        RunFolder run = new RunFolder(folder.resolve("run"));
        assertThat(run.isPlanned()).isFalse();
        run.plan(planned("given", 0, "0.99"));

        assertThat(run.isPlanned()).isTrue();
        run.plan(planned("given", 0, "0.99"));
        assertThatThrownBy(() -> run.plan(planned("given", 0, "0.5")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("(ema: 0.99, now 0.5)");
        assertThatThrownBy(() -> run.plan(planned("the best of 3 on validation images", 0, "0.99")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("(its learning rate was given, now the best of 3 on validation images)");
        assertThatThrownBy(() -> run.plan(planned("given", 60, "0.99")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("(its time limit was 0.0 s, now 60.0 s)");
    }

    private static PlannedRun planned(String rateFrom, double limit, String ema) {
        return new PlannedRun(
                "full",
                0,
                "all",
                "dinov2-small",
                PlannedRun.Purpose.COMPARED,
                0.001,
                rateFrom,
                limit,
                Map.of("ema", ema));
    }
}
