package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.samples.cli.TinyWorld;
import org.vpt4j.samples.run.FolderLock;
import org.vpt4j.vision.error.ConfigException;

/** Real comparisons, small, whose runs are trained in this process. */
class CompareTest {
    @TempDir
    private Path folder;

    private TinyComparison comparison;

    @BeforeEach
    void makeTheWorld() throws Exception {
        comparison = new TinyComparison(TinyWorld.in(folder));
    }

    @Test
    void twoMethodsWithTwoSeedsGiveATableAndAReportAndAreNotTrainedAgain() throws Exception {
        comparison.methods = List.of("vpt-deep", "full");
        comparison.seeds = 2;
        comparison.shared.put("tokens", "2");

        comparison.run();

        List<Map<String, String>> rows = comparison.rows("comparison.csv");
        assertThat(rows).extracting(row -> row.get("method")).containsExactly("vpt-deep", "full", "vpt-deep", "full");
        assertThat(rows).extracting(row -> row.get("seed")).containsExactly("0", "0", "1", "1");
        assertThat(rows).allSatisfy(row -> {
            assertThat(row)
                    .containsEntry("status", "done")
                    .containsEntry("split", "test")
                    .containsEntry("images", "2")
                    .containsEntry("training_images", "6")
                    .containsEntry("setting_epochs", "1")
                    .containsEntry("rate_from", "the method's default");
            assertThat(number(row, "ap")).isBetween(0.0, 1.0);
            assertThat(number(row, "energy_wh")).isPositive();
            assertThat(number(row, "co2_g")).isCloseTo(0.475 * number(row, "energy_wh"), within(1e-6));
            assertThat(number(row, "processor_seconds")).isBetween(0.1, 1000.0);
            assertThat(number(row, "seconds")).isGreaterThanOrEqualTo(number(row, "training_seconds"));
        });
        assertThat(rows.get(0)).containsEntry("setting_tokens", "2").containsEntry("tuned_parameters", "128");
        assertThat(rows.get(1))
                .as("what full knows nothing of is left out for it")
                .containsEntry("setting_tokens", "")
                .containsEntry("tuned_parameters", rows.get(1).get("encoder_parameters"));

        String report = Files.readString(comparison.out().resolve("report.html"));
        assertThat(report)
                .contains("of the AP of full fine-tuning", "More than noise?", "AP over tuned parameters", "4 of 4")
                .contains("data:image/jpeg;base64,", "world average")
                .doesNotContain("<script", "src=\"http");
        byte[] before = Files.readAllBytes(comparison.out().resolve("comparison.csv"));
        comparison.launched.clear();
        comparison.run();
        assertThat(comparison.launched).isEmpty();
        assertThat(comparison.out().resolve("comparison.csv")).hasBinaryContent(before);
    }

    @Test
    void pixelsAreComparedAloneAndInASum() throws Exception {
        comparison.methods = List.of("pixel-border", "pixel-patch+vpt-shallow");
        comparison.shared.putAll(Map.of("width", "3", "patch", "5"));

        comparison.run();

        List<Map<String, String>> rows = comparison.rows("comparison.csv");
        assertThat(rows).extracting(row -> row.get("status")).containsOnly("done");
        assertThat(number(rows.get(0), "tuned_parameters"))
                .as("a frame of 64 pixels")
                .isEqualTo(3 * 3 * 4 * (64 - 3));
        assertThat(number(rows.get(1), "tuned_parameters")).isEqualTo(3 * 5 * 5 + 10 * 32);
    }

    @Test
    void aRunThatDivergesIsMarkedWithItsReasonAndTheOthersGoOn() throws Exception {
        comparison.world.writeBackbone("vast", 5, 32, "encoder.layer.0.mlp.fc1", 1e30f);
        comparison.methods = List.of("head-only");
        comparison.seeds = 2;
        comparison.backbones = List.of(
                comparison.world.path("vit").toString(),
                comparison.world.path("vast").toString());

        ComparisonData data = comparison.run();

        List<Map<String, String>> rows = comparison.rows("comparison.csv");
        assertThat(rows).extracting(row -> row.get("status")).containsExactly("done", "failed", "done", "failed");
        assertThat(rows.get(1).get("reason"))
                .contains("the loss is NaN (class NaN", "in step 1 at a learning rate of", "no epoch was finished");
        assertThat(data.rows().get(1).failure()).isPresent();
        assertThat(Files.readString(comparison.out().resolve("report.html")))
                .contains("head-only, seed 0, failed: the loss is NaN", "2 of 4");
    }

    @Test
    void whatFailedIsTriedAgainWhenTheSameIsSaidAgain() throws Exception {
        comparison.methods = List.of("head-only");
        comparison.launcher = where -> new RunFolder.Failure("out of memory", 137);
        comparison.run();
        assertThat(comparison.rows("comparison.csv").get(0)).containsEntry("reason", "out of memory");

        comparison.launcher = comparison::inThisProcess;
        comparison.run();

        assertThat(comparison.rows("comparison.csv").get(0)).containsEntry("status", "done");
    }

    @Test
    void theRowWithoutTrainingSaysWhyItIsAbsent() throws Exception {
        comparison.methods = List.of("head-only");
        comparison.zeroShot = true;
        comparison.launcher = where -> new RunFolder.Failure("out of memory", 137);

        comparison.run();

        assertThat(comparison.rows("comparison.csv")).last().satisfies(row -> assertThat(row)
                .containsEntry("method", "zero-shot")
                .containsEntry("status", "absent")
                .hasEntrySatisfying(
                        "reason", reason -> assertThat(reason).contains("needs a backbone with a text encoder")));
        assertThat(Files.readString(comparison.out().resolve("report.html"))).contains("Zero-shot detection: ");
    }

    @Test
    void anInterruptedComparisonSaysHowToGoOnAndKeepsWhatIsThere() throws Exception {
        comparison.launcher = where -> {
            if (comparison.launched.size() == 1) {
                throw new CancellationException("interrupted");
            }
            return comparison.inThisProcess(where);
        };

        assertThatThrownBy(comparison::run)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("rerun the command to resume");
        assertThat(comparison.rows("comparison.csv"))
                .extracting(row -> row.get("status"))
                .containsExactly("done", "waiting");
        assertThat(Files.readString(comparison.out().resolve("report.html"))).contains("1 of 2 runs, still to come");
    }

    @Test
    void learningRatesAreTriedOnValidationImagesAndTheBestServesAllSeeds() throws Exception {
        comparison.methods = List.of("vpt-deep", "head-only");
        comparison.tune = 2;
        comparison.seeds = 2;

        comparison.run();

        List<Map<String, String>> tried = comparison.rows("tuning.csv");
        assertThat(tried).hasSize(4).extracting(row -> row.get("seed")).containsOnly("0");
        for (String method : comparison.methods) {
            List<Map<String, String>> own = tried.stream()
                    .filter(row -> row.get("method").equals(method))
                    .toList();
            List<Map<String, String>> chosen =
                    own.stream().filter(row -> row.get("chosen").equals("true")).toList();
            assertThat(chosen).hasSize(1);
            assertThat(own).allSatisfy(row -> assertThat(number(row, "validation_ap"))
                    .isLessThanOrEqualTo(number(chosen.get(0), "validation_ap")));
            String setting = method.equals("head-only") ? "setting_lr" : "setting_tuning-lr";
            assertThat(comparison.rows("comparison.csv"))
                    .filteredOn(row -> row.get("method").equals(method))
                    .hasSize(2)
                    .allSatisfy(row -> {
                        assertThat(number(row, setting)).isEqualTo(number(chosen.get(0), "rate"));
                        assertThat(row.get("rate_from")).contains("best of 2");
                    });
        }
    }

    @Test
    void fewImagesAreTheSameForEveryMethodAndGetMoreEpochs() throws Exception {
        comparison.shots = Shots.parse("1,all");
        comparison.shared.put("warmup", "3");

        comparison.run();

        List<Map<String, String>> rows = comparison.rows("comparison.csv");
        assertThat(rows).extracting(row -> row.get("shots")).containsExactly("1", "1", "all", "all");
        assertThat(rows.get(0))
                .containsEntry("training_images", "1")
                .containsEntry("setting_epochs", "2")
                .containsEntry("setting_warmup", "3"); // the schedule limits it to a tenth of the steps
        assertThat(rows.get(2)).containsEntry("setting_epochs", "1").containsEntry("setting_warmup", "3");
        assertThat(rows.get(0).get("setting_split-file")).isEqualTo(rows.get(1).get("setting_split-file"));
        assertThat(Files.readString(comparison.out().resolve("report.html"))).contains("With fewer images");
    }

    @Test
    void backbonesOfThreeSizesAreHeldAgainstFullFineTuningEach() throws Exception {
        comparison.world.writeBackbone("small", 5, 16);
        comparison.world.writeBackbone("large", 6, 64);
        comparison.methods = List.of("head-only", "full");
        comparison.backbones = List.of(
                comparison.world.path("small").toString(),
                comparison.world.path("vit").toString(),
                comparison.world.path("large").toString());

        comparison.run();

        List<Map<String, String>> rows = comparison.rows("comparison.csv");
        assertThat(rows).hasSize(6);
        assertThat(rows).extracting(row -> number(row, "encoder_parameters")).isSorted();
        assertThat(Files.readString(comparison.out().resolve("report.html")))
                .contains("With larger encoders", "Gap to full fine-tuning", "These results are on small", "large");
    }

    @Test
    void minutesBecomeTheEpochsThatFit() throws Exception {
        comparison.methods = List.of("head-only");
        comparison.budget = Budget.parse("minutes:0.05");

        comparison.run();

        JsonNode timing = new ObjectMapper()
                .readTree(comparison.launched.get(0).resolve("timing.json").toFile());
        double epoch = 2 * timing.path("stepSeconds").asDouble()
                + 2 * timing.path("imageSeconds").asDouble();
        Map<String, String> row = comparison.rows("comparison.csv").get(0);
        assertThat(number(row, "epochs_planned")).isEqualTo(Math.max(1, Math.floor(3 / epoch)));
        assertThat(number(row, "epochs")).isEqualTo(number(row, "epochs_planned"));
    }

    @Test
    void aRunThatIsFlatEndsAndTheReportSaysHowLongThatTook() throws Exception {
        comparison.methods = List.of("head-only");
        comparison.budget = Budget.parse("flat");
        comparison.shared.put("patience", "2");
        comparison.shared.put("warmup", "0");

        comparison.run();

        Map<String, String> row = comparison.rows("comparison.csv").get(0);
        assertThat(number(row, "epochs_planned")).isEqualTo(1500);
        assertThat(number(row, "epochs")).isLessThan(1500).isEqualTo(2 * number(row, "flat_after_epoch"));
        assertThat(number(row, "steps")).isEqualTo(2 * number(row, "epochs"));
        assertThat(Files.readString(comparison.out().resolve("report.html")))
                .contains("How long until flat", "flat after epochs");
    }

    @Test
    void stepsThatWereTimedWithACacheAreTrainedWithIt() throws Exception {
        comparison.methods = List.of("head-only", "full");
        comparison.budget = Budget.parse("minutes:0.001"); // one epoch, for which no cache would be made
        comparison.shared.put("cache", "auto");
        comparison.shared.put("cache-dir", comparison.world.path("cache").toString());

        comparison.run();

        assertThat(comparison.rows("comparison.csv"))
                .extracting(row -> row.get("method") + ": " + row.get("setting_cache"))
                .containsOnly("head-only: on", "full: off");
    }

    @Test
    void otherSettingsOtherImagesAndASecondComparisonAreRefused() throws Exception {
        comparison.methods = List.of("head-only");
        comparison.run();

        comparison.shared.put("ema", "0.5");
        assertThatThrownBy(comparison::run)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ema: 0.99, now 0.5")
                .hasMessageContaining("--out");
        comparison.shared.remove("ema");
        try (FolderLock other = FolderLock.take(comparison.out())) {
            assertThatThrownBy(comparison::run)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("is working in " + other.folder());
        }
        comparison.world.edit(TinyWorld.labels(0), xml -> xml.replace("<xmin>3</xmin>", "<xmin>5</xmin>"));
        assertThatThrownBy(comparison::run)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("holds a comparison on other images");
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }
}
