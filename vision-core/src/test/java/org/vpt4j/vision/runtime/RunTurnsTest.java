package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunTurnsTest {
    private static final RuntimeOptions CPU = RuntimeOptions.DEFAULT.withDevice("cpu");
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void runsWithAllThreadsGoOneAfterTheOther() throws Exception {
        RunTurns turns = RunTurns.of(CPU);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        together(
                4,
                () -> turns.take(() -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    return inside.decrementAndGet();
                }));
        assertThat(most).hasValue(1);
    }

    @Test
    void asManyRunsWithOneThreadAsThereAreProcessorsGoAtTheSameTime() {
        RunTurns turns = RunTurns.of(CPU.withThreads(1));
        CyclicBarrier allInside = new CyclicBarrier(PROCESSORS);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> together(PROCESSORS, () -> turns.take(allInside::await)));
    }

    @Test
    void moreThreadsThanProcessorsStillGetATurn() {
        assertThat(RunTurns.of(CPU.withThreads(PROCESSORS + 1)).take(() -> "done"))
                .isEqualTo("done");
    }

    @Test
    void aRunThatFailsGivesItsTurnBack() {
        RunTurns turns = RunTurns.of(CPU);
        assertThatThrownBy(() -> turns.take(() -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(turns.take(() -> 1)).isEqualTo(1));
    }

    private interface Job {
        void run() throws Exception;
    }

    private static void together(int callers, Job job) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(executor.submit(() -> {
                    job.run();
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
