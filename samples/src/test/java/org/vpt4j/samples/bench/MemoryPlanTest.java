package org.vpt4j.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.vision.error.ConfigException;

class MemoryPlanTest {
    private final List<String> notes = new ArrayList<>();

    /** 300 MB, and for each image 200 MB, or 60 MB with checkpointing. */
    private static long peak(TrainingConfig config) {
        return 1_000_000L * (300 + config.get(TrainingSettings.BATCH) * (config.checkpoints() ? 60 : 200));
    }

    private TrainingConfig choose(String limit) {
        TrainingConfig config =
                TrainingConfig.defaults().with("batch", 8).with("accumulate", 2).with("memory-limit", limit);
        return MemoryPlan.choose(config, MemoryPlanTest::peak, notes::add);
    }

    @ParameterizedTest
    @CsvSource({
        "3GB, 8, 2, false",
        "1.5GB, 4, 4, false",
        "1GB, 2, 8, false",
        "600MB, 1, 16, false",
        "500MB, 2, 8, true",
        "420MB, 1, 16, true"
    })
    void theLargestBatchThatFitsIsChosenAndTheImagesOfAStepStayAsMany(
            String limit, int batch, int accumulate, boolean checkpointing) {
        TrainingConfig chosen = choose(limit);
        assertThat(chosen.get(TrainingSettings.BATCH)).isEqualTo(batch);
        assertThat(chosen.get(TrainingSettings.ACCUMULATE)).isEqualTo(accumulate);
        assertThat(chosen.checkpoints()).isEqualTo(checkpointing);
        assertThat(1.15 * peak(chosen)).isLessThanOrEqualTo((double)
                chosen.get(TrainingSettings.MEMORY_LIMIT).orElseThrow());
        assertThat(notes.get(notes.size() - 1)).startsWith("memory-limit ").contains("batch " + batch + ",");
    }

    @Test
    void whereNothingFitsThatIsTold() {
        assertThatThrownBy(() -> choose("400MB"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("memory-limit: even one image at a time with checkpointing takes 360 MB");
    }

    @Test
    void withoutALimitNothingIsTried() {
        TrainingConfig config = TrainingConfig.defaults();
        assertThat(MemoryPlan.choose(
                        config,
                        tried -> {
                            throw new AssertionError(tried);
                        },
                        notes::add))
                .isEqualTo(config);
        assertThat(notes).isEmpty();
    }
}
