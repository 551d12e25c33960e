package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real comparisons, small: every run is a training in a process of its own. */
class CompareTest {
    @TempDir
    private Path folder;

    private List<String> words(TinyWorld world, String methods, String... more) {
        List<String> words = new ArrayList<>(List.of("compare", "--methods", methods));
        words.addAll(List.of("--data", world.path("data").toString()));
        words.addAll(List.of("--backbone", world.path("vit").toString()));
        words.addAll(List.of("--out", world.path("compared").toString()));
        words.addAll(List.of("--size", "64", "--batch", "3", "--warmup", "1", "--threads", "1", "--device", "cpu"));
        words.addAll(List.of(more));
        return words;
    }

    private static List<Map<String, String>> rows(Path csv) throws Exception {
        List<String> lines = Files.readAllLines(csv);
        String[] columns = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            assertThat(cells).hasSameSizeAs(columns);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(columns[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    @Test
    void twoMethodsWithTwoSeedsGiveATableAndAReportAndAreNotRunAgain() throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        List<String> words = words(
                world,
                "vpt-deep,full",
                "--tokens",
                "2",
                "--seeds",
                "2",
                "--budget",
                "epochs:1",
                "--country",
                "FR",
                "--zero-shot");

        CapturedRun run = CapturedRun.of(words);

        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        List<Map<String, String>> rows = rows(world.path("compared/comparison.csv"));
        assertThat(rows).hasSize(5);
        assertThat(rows.subList(0, 4)).allSatisfy(row -> {
            assertThat(row.get("status")).isEqualTo("done");
            assertThat(Double.parseDouble(row.get("ap"))).isBetween(0.0, 1.0);
            assertThat(Double.parseDouble(row.get("energy_wh"))).isPositive();
            assertThat(Double.parseDouble(row.get("co2_g")))
                    .isCloseTo(
                            0.056 * Double.parseDouble(row.get("energy_wh")),
                            org.assertj.core.data.Offset.offset(1e-6));
            assertThat(Long.parseLong(row.get("peak_memory_bytes"))).isPositive();
            assertThat(row.get("split")).isEqualTo("test");
            assertThat(row.get("images")).isEqualTo("2");
            assertThat(row.get("training_images")).isEqualTo("6");
            assertThat(row.get("setting_epochs")).isEqualTo("1");
            assertThat(row.get("rate_from")).isEqualTo("the method's own");
        });
        assertThat(rows)
                .extracting(row -> row.get("method"))
                .containsExactly("vpt-deep", "full", "vpt-deep", "full", "zero-shot");
        assertThat(rows).extracting(row -> row.get("seed")).containsExactly("0", "0", "1", "1", "");
        assertThat(rows.get(0).get("setting_tokens")).isEqualTo("2");
        assertThat(rows.get(1).get("setting_tokens")).isEmpty();
        assertThat(Long.parseLong(rows.get(0).get("tuned_parameters"))).isEqualTo(2 * 2 * 32);
        assertThat(rows.get(1).get("tuned_parameters")).isEqualTo(rows.get(1).get("encoder_parameters"));
        assertThat(rows.get(4).get("reason")).contains("without training");

        String report = Files.readString(world.path("compared/report.html"));
        assertThat(report)
                .contains("of the AP of full fine-tuning", "More than noise?", "AP for tuned parameters", "zero-shot")
                .contains("data:image/jpeg;base64,", "FR in 2023", "4 of 4")
                .doesNotContain("<script", "src=\"http");
        assertThat(run.out()).contains("comparison.csv", "report.html");

        byte[] before = Files.readAllBytes(world.path("compared/comparison.csv"));
        CapturedRun again = CapturedRun.of(words);
        assertThat(again.code()).isZero();
        assertThat(again.progress()).doesNotContain("run 1 of 4");
        assertThat(Files.readAllBytes(world.path("compared/comparison.csv"))).isEqualTo(before);
    }
}
