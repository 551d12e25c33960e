package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTimeTest {
    @TempDir
    private Path folder;

    @Test
    void whatTheMachineDidAndThisProcessDidNotIsOfOthers() throws IOException {
        Path stat = folder.resolve("stat");
        Files.writeString(stat, "cpu  1000 100 500 90000 700 20 30 50 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
        ProcessorTime.Watch watch = new ProcessorTime.Watch(stat);
        // user + 60 s, nice + 10 s, system + 20 s, irq + 1 s, softirq + 2 s, steal + 7 s; idle and iowait do not count
        Files.writeString(stat, "cpu  7000 1100 2500 99999 9999 120 230 750 0 0\n");

        ProcessorTime used = watch.read();

        assertThat(used.own() + used.others()).isCloseTo(100, within(1e-6));
        assertThat(used.others()).isBetween(80.0, 100.0);
        assertThat(used.othersShare()).isBetween(0.8, 1.0);
    }

    @Test
    void ownWorkIsOwn() {
        ProcessorTime.Watch watch = new ProcessorTime.Watch();
        double sum = 0;
        for (long end = System.nanoTime() + 300_000_000; System.nanoTime() < end; ) {
            sum += Math.sqrt(sum + 1);
        }
        assertThat(watch.read().own()).as("after work whose result is %s", sum).isGreaterThan(0.05);
    }

    @Test
    void whereTheSystemDoesNotTellTheOthersAreUnknown() throws IOException {
        assertThat(new ProcessorTime.Watch(folder.resolve("none")).read().others())
                .isNaN();
        Path odd = folder.resolve("odd");
        Files.writeString(odd, "cpu  many few\n");
        assertThat(new ProcessorTime.Watch(odd).read().othersShare()).isNaN();
    }

    @Test
    void timesAddUpAndOneUnknownMakesTheSumUnknown() {
        ProcessorTime first = new ProcessorTime(3, 1);
        assertThat(first.plus(new ProcessorTime(5, 7))).isEqualTo(new ProcessorTime(8, 8));
        assertThat(first.plus(new ProcessorTime(5, Double.NaN)).othersShare()).isNaN();
        assertThat(first.othersShare()).isEqualTo(0.25);
        assertThat(ProcessorTime.UNKNOWN.othersShare()).isNaN();
    }
}
