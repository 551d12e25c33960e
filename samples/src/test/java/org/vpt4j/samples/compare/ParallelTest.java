package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vpt4j.vision.error.ConfigException;

/** Several things at a time. */
@Timeout(30)
class ParallelTest {

    @Test
    void twoGoOnAtATimeAndTheResultsKeepTheirOrder() {
        CountDownLatch both = new CountDownLatch(2);
        List<String> results = Parallel.each(List.of("first", "second"), 2, thing -> {
            both.countDown();
            return thing + (waited(both, 20_000) ? " with the other" : " alone");
        });
        assertThat(results).containsExactly("first with the other", "second with the other");
    }

    @Test
    void neverMoreGoOnThanWereAskedFor() {
        Queue<Integer> underWay = new ConcurrentLinkedQueue<>();
        List<Integer> most = Parallel.each(IntStream.range(0, 40).boxed().toList(), 3, thing -> {
            underWay.add(thing);
            int size = underWay.size();
            underWay.remove(thing);
            return size;
        });
        assertThat(most).hasSize(40).allMatch(size -> size <= 3);
    }

    @Test
    void afterAFailureNothingMoreIsBegunAndWhatIsUnderWayEnds() {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch later = new CountDownLatch(1);
        Queue<Integer> ended = new ConcurrentLinkedQueue<>();
        ConfigException failure = new ConfigException("such a thing is not known");
        assertThatThrownBy(() -> Parallel.each(List.of(0, 1, 2, 3, 4, 5), 2, thing -> {
                    both.countDown();
                    assertThat(waited(both, 20_000)).isTrue();
                    if (thing == 0) {
                        throw failure;
                    }
                    waited(later, 300); // meanwhile the other thread could begin all the rest
                    ended.add(thing);
                    return thing;
                }))
                .isSameAs(failure);
        assertThat(ended).containsExactly(1);
    }

    private static boolean waited(CountDownLatch latch, long milliseconds) {
        try {
            return latch.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
