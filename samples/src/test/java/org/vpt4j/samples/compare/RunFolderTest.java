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
        run.plan(planned("given", "0.99"));

        assertThat(run.isPlanned()).isTrue();
        run.plan(planned("given", "0.99"));
        assertThatThrownBy(() -> run.plan(planned("given", "0.5")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("(ema: 0.99, now 0.5)");
        assertThatThrownBy(() -> run.plan(planned("the best of 3 on validation images", "0.99")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("(its learning rate was given, now the best of 3 on validation images)");
    }

    private static PlannedRun planned(String rateFrom, String ema) {
        return new PlannedRun(
                "full", 0, "all", "dinov2-small", PlannedRun.Purpose.COMPARED, 0.001, rateFrom, Map.of("ema", ema));
    }
}
