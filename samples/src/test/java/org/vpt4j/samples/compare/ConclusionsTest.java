package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.metric.OperatingPoints.OperatingPoint;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.ProcessorTime;
import org.vpt4j.samples.report.History;
import org.vpt4j.samples.report.Measurement;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.vision.setting.Settings;

/** The answer in words, on results that are made up. */
class ConclusionsTest {
    private static final long ENCODER = 22_000_000;

    /** APs by method, one a seed. */
    private final Map<String, List<Double>> aps = new LinkedHashMap<>();

    @Test
    void aPromptIsHeldAgainstFullFineTuning() {
        aps.put("full", List.of(0.50, 0.52, 0.51));
        aps.put("vpt-deep", List.of(0.40, 0.41, 0.405));
        aps.put("head-only", List.of(0.60, 0.61, 0.62));

        assertThat(summary())
                .startsWith(
                        "vpt-deep reaches 79 % of the AP of full fine-tuning (0.405 ± 0.005 against 0.510 ± 0.010 on"
                                + " 0 test images) with 1.00 % of its tuned parameters and 50 % of its energy.")
                .endsWith("Over 3 seeds the difference is more than noise.");
    }

    @Test
    void withoutAPromptTheBestIsAheadAlsoWhereThatIsTheHeadAlone() {
        aps.put("full", List.of(0.50, 0.52, 0.51));
        aps.put("head-only", List.of(0.60, 0.61, 0.62));

        assertThat(summary())
                .isEqualTo("head-only is ahead with AP 0.610 ± 0.010 on 0 test images, full fine-tuning follows with"
                        + " 0.510 ± 0.010; the difference is more than noise.");
    }

    @Test
    void whereFullFineTuningIsBestItIsAhead() {
        aps.put("head-only", List.of(0.50, 0.52, 0.51));
        aps.put("full", List.of(0.53, 0.52, 0.51));

        assertThat(summary())
                .startsWith("full fine-tuning is ahead with AP 0.520 ± 0.010")
                .contains("head-only follows with 0.510 ± 0.010; the difference is within noise");
    }

    @Test
    void aDifferenceThatDependsOnTheImagesIsNotSure() {
        aps.put("full", List.of(0.50, 0.52, 0.51));
        aps.put("head-only", List.of(0.60, 0.61, 0.62));

        assertThat(Conclusions.of(data(), (first, second) -> Optional.of(new ImageBootstrap(-0.01, 0.2, 1000)))
                        .summary())
                .endsWith("the difference is uncertain: it depends on the choice of images.");
    }

    @Test
    void withoutFullFineTuningTheSummarySaysSo() {
        aps.put("vpt-deep", List.of(0.4));
        aps.put("head-only", List.of(0.3));

        assertThat(summary())
                .startsWith("vpt-deep is ahead with AP 0.400 on 0 test images, head-only follows with 0.300;")
                .endsWith("cannot be distinguished from noise. Full fine-tuning was not part of the comparison.");
    }

    private String summary() {
        return Conclusions.of(data(), (first, second) -> Optional.empty()).summary();
    }

    private ComparisonData data() {
        ComparisonOptions options = new ComparisonOptions(
                List.copyOf(aps.keySet()),
                3,
                Budget.parse("epochs:1"),
                Path.of("out"),
                Settings.NONE,
                1,
                0,
                List.of(Shots.ALL),
                List.of("dinov2-small"),
                false,
                GridIntensity.world(),
                "./vpt4j compare …");
        List<RunRow> rows = new ArrayList<>();
        aps.forEach((method, values) -> {
            for (int seed = 0; seed < values.size(); seed++) {
                rows.add(row(method, seed, values.get(seed)));
            }
        });
        return new ComparisonData(options, rows, List.of(), List.of("cell"), List.of(), "test", List.of());
    }

    private static RunRow row(String method, long seed, double ap) {
        PlannedRun run = new PlannedRun(
                method, seed, "all", "dinov2-small", PlannedRun.Purpose.COMPARED, 0.001, "given", Map.of());
        boolean full = method.equals("full");
        long tuned = full ? ENCODER : method.equals("head-only") ? 0 : ENCODER / 100;
        RunFacts facts = new RunFacts(
                method,
                "dinov2-small",
                seed,
                Map.of(),
                new RunFacts.Images(10, 20, 5, "64x64"),
                1,
                1,
                History.of(List.of(new EpochReport(1, 1, 1, Map.of(), 1, 1, ap, ap, ap, 10, 1, 4))),
                new RunFacts.Size(tuned, 1_700_000, ENCODER, 3_500_000, 44_000_000),
                new RunFacts.Cost(Map.of(), 1 << 30),
                0.5,
                new Measurement("test", 5, Map.of("ap", ap), new OperatingPoint(0.5, 0, 0, 0), List.of()),
                new RunFacts.Recipe("./vpt4j train", "", Map.of(), Map.of()),
                List.of());
        Ledger used = new Ledger(
                new Ledger.Times(11, 0, 11),
                ProcessorTime.UNKNOWN,
                full ? 100 : 50,
                "a test",
                false,
                List.of(),
                1 << 30,
                1);
        return new RunRow(
                run,
                new RunFolder(Path.of("out")),
                Optional.of(new RunFolder.Result(facts, used)),
                Optional.empty(),
                facts.history());
    }
}
