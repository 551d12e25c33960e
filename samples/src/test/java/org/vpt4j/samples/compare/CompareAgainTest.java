package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.cli.TinyWorld;
import org.vpt4j.vision.error.ConfigException;

/** Comparisons that are begun again, where something has failed or changed in between. */
class CompareAgainTest {
    @TempDir
    private Path folder;

    private TinyComparison comparison;

    @BeforeEach
    void makeTheWorld() throws Exception {
        comparison = new TinyComparison(TinyWorld.in(folder));
        comparison.methods = List.of("head-only");
    }

    @Test
    void imagesThatAreDividedOtherwiseAreRefused() throws Exception {
        comparison.run();
        Path split = comparison.world.path("other.json");
        String there = Files.readString(comparison.out().resolve("splits/all.json"));
        Files.writeString(
                split,
                there.replace("\"train\"", "\"x\"")
                        .replace("\"test\"", "\"train\"")
                        .replace("\"x\"", "\"test\""));
        comparison.shared.put("split-file", split.toString());

        assertThatThrownBy(comparison::run)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds a comparison with another split")
                .hasMessageContaining("--split-file");
    }

    @Test
    void aMethodWhoseStepsCannotBeTimedIsMarkedAndRunsWhenTheyCan() throws Exception {
        comparison.methods = List.of("head-only", "vpt-deep");
        comparison.budget = Budget.parse("minutes:0.05");
        comparison.launcher = where ->
                where.toString().contains("timing") && where.toString().contains("vpt-deep")
                        ? new RunFolder.Failure("out of memory", 137)
                        : comparison.inThisProcess(where);

        comparison.run();

        assertThat(comparison.rows("comparison.csv"))
                .extracting(row -> row.get("method") + " " + row.get("status") + " " + row.get("reason"))
                .containsExactly("head-only done ", "vpt-deep failed out of memory");

        comparison.launcher = comparison::inThisProcess;
        comparison.run();

        assertThat(comparison.rows("comparison.csv"))
                .extracting(row -> row.get("status"))
                .containsOnly("done");
    }

    @Test
    void aLearningRateThatFailedIsNotTriedAgainOnceRunsFollowFromTheOthers() throws Exception {
        comparison.tune = 2;
        comparison.launcher = where -> where.toString().contains("tuning") && comparison.launched.isEmpty()
                ? failed(where)
                : comparison.inThisProcess(where);
        comparison.run();
        assertThat(comparison.rows("tuning.csv"))
                .extracting(row -> row.get("reason") + " " + row.get("chosen"))
                .containsExactly("killed false", " true");
        comparison.launched.clear();

        comparison.run();

        assertThat(comparison.launched).isEmpty();
    }

    private RunFolder.Failure failed(Path where) {
        comparison.launched.add(where);
        return new RunFolder.Failure("killed", 137);
    }

    @Test
    void aLimitOfMemoryIsKeptByEveryRunAndTold() throws Exception {
        comparison.shared.put("memory-limit", "2GB");
        comparison.peak = config -> config.get(TrainingSettings.BATCH) > 1 ? 4_000_000_000L : 1_000_000_000L;
        comparison.budget = Budget.parse("minutes:0.05");

        comparison.run();

        Map<String, String> row = comparison.rows("comparison.csv").get(0);
        assertThat(row)
                .containsEntry("setting_batch", "1")
                .containsEntry("setting_accumulate", "3")
                .containsEntry("setting_memory-limit", "2GB");
        assertThat(Files.readString(comparison.launched.get(0).resolve("timing.json")))
                .contains("\"batch\" : 1");
    }
}
