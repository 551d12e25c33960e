package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.vision.image.ImageSize;

/** A run's use of time, on a clock that the test turns. */
class MeterListenerTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final List<String> shown = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void whatIsUsedIsStoredWithACheckpoint() {
        RunFolder run = new RunFolder(folder);
        MeterListener meter = listener(run);

        clock.addAndGet(300 * SECOND); // images, features
        meter.caching(1, 1);
        meter.started(plan(250));
        EpochReport first = epoch(1, 50, 10);
        clock.addAndGet(60 * SECOND);
        meter.epoch(first, true);
        assertThat(run.ledger().times()).isEqualTo(Ledger.Times.NONE);
        meter.saved();
        assertThat(run.ledger().times()).isEqualTo(new Ledger.Times(360, 250, 60));
        EpochReport second = epoch(2, 35, 5);
        clock.addAndGet(40 * SECOND);
        meter.epoch(second, true);
        meter.saved();
        assertThat(run.ledger().times()).isEqualTo(new Ledger.Times(400, 250, 100));
        assertThat(shown).containsExactly("caching 1 of 1", "epoch 1", "epoch 2");
    }

    @Test
    void whatANewProcessUsesIsAddedToWhatTheOneBeforeHad() {
        RunFolder run = new RunFolder(folder);
        MeterListener before = listener(run);
        clock.addAndGet(70 * SECOND);
        before.started(plan(5));
        before.epoch(epoch(1, 50, 10), true);
        before.saved();

        MeterListener after = listener(run);
        clock.addAndGet(45 * SECOND);
        after.started(plan(0));
        after.epoch(epoch(2, 35, 5), false);
        after.saved();

        assertThat(run.ledger().times()).isEqualTo(new Ledger.Times(115, 5, 100));
        assertThat(run.ledger().processes()).isEqualTo(2);
        assertThat(run.ledger().joules()).isCloseTo(2 * 7.0, within(1e-9));
    }

    private MeterListener listener(RunFolder run) {
        EnergyMeter sevenJoules = () -> new Energy(7, "a test", false);
        TrainingListener screen = new TrainingListener() {
            @Override
            public void caching(int done, int images) {
                shown.add("caching " + done + " of " + images);
            }

            @Override
            public void epoch(EpochReport report, boolean best) {
                shown.add("epoch " + report.epoch());
            }
        };
        return new MeterListener(screen, run, new EnergyMeters.Choice(sevenJoules, List.of()), clock::get);
    }

    private TrainingListener.TrainingPlan plan(double caching) {
        return new TrainingListener.TrainingPlan(
                new RunDirectory(folder), List.of("cell"), 4, 2, new ImageSize(64, 64), 10, 0, 100, 2, 1, 1, caching);
    }

    private static EpochReport epoch(int number, double training, double validation) {
        return new EpochReport(number, number, 1, Map.of(), 1, 1, 0.1, 0.2, 0.1, training, validation, 4);
    }
}
