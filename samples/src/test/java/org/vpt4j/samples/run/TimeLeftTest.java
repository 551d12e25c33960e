package org.vpt4j.samples.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void theRestTakesAsLongAsTheEpochsSoFar() {
        TimeLeft left = new TimeLeft(1, clock::get);
        clock.set(30 * SECOND);
        left.reached(2.5);
        assertThat(left.of(5)).isEqualTo(", 30 s left");
        assertThat(left.of(40)).isEqualTo(", 8 min left");
        assertThat(left.of(2000)).isEqualTo(", 6.7 h left");
    }

    @Test
    void aResumedTrainingCountsFromWhereItResumes() {
        TimeLeft left = new TimeLeft(11, clock::get);
        clock.set(10 * SECOND);
        left.reached(11);
        assertThat(left.of(13)).isEqualTo(", 20 s left");
    }

    @Test
    void nothingIsSaidInTheFirstSeconds() {
        TimeLeft left = new TimeLeft(1, clock::get);
        clock.set(2 * SECOND);
        left.reached(0.5);
        assertThat(left.of(5)).isEmpty();
    }
}
