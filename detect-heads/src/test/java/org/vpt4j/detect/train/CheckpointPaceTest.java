package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointPaceTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(7 * SECOND);

    @Test
    void anHourOfShortEpochsWritesFewCheckpointsOfWhichNoneIsOlderThanHalfAMinute() {
        CheckpointPace pace = new CheckpointPace(clock::get);
        int writes = 0;
        long last = clock.get();
        for (int second = 1; second <= 3600; second++) {
            clock.addAndGet(SECOND);
            if (pace.isDue()) {
                pace.wrote();
                last = clock.get();
                writes++;
            }
            assertThat(clock.get() - last).isLessThanOrEqualTo(30 * SECOND);
        }
        assertThat(writes).isBetween(120, 140);
    }

    @Test
    void inTheMiddleOfAnEpochOneIsWrittenAfterHalfAMinute() {
        CheckpointPace pace = new CheckpointPace(clock::get);
        clock.addAndGet(29 * SECOND);
        assertThat(pace.isOverdue()).isFalse();
        clock.addAndGet(SECOND);
        assertThat(pace.isOverdue()).isTrue();
        pace.wrote();
        assertThat(pace.isOverdue()).isFalse();
    }
}
