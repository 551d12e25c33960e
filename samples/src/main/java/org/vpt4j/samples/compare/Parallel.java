package org.vpt4j.samples.compare;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Does something with each of several things, some of them at a time, begun in their order. */
final class Parallel {
    private Parallel() {}

    /**
     * Waits until all is done. After a failure nothing more is begun; what is under way ends first.
     *
     * @param jobs how many at a time, at least 1
     * @return the results, in the order of the things
     * @throws RuntimeException the first failure, as it was thrown
     */
    static <T, R> List<R> each(List<T> things, int jobs, Function<T, R> work) {
        if (jobs == 1) {
            return things.stream().map(work).toList();
        }
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        try {
            List<CompletableFuture<R>> results = things.stream()
                    .map(thing -> CompletableFuture.supplyAsync(() -> unlessFailed(failure, work, thing), workers))
                    .toList();
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                    .exceptionally(e -> null)
                    .join();
            if (failure.get() != null) {
                throw failure.get();
            }
            return results.stream().map(CompletableFuture::join).toList();
        } finally {
            workers.shutdown();
        }
    }

    private static <T, R> R unlessFailed(AtomicReference<RuntimeException> failure, Function<T, R> work, T thing) {
        if (failure.get() != null) {
            throw new CancellationException("another failed");
        }
        try {
            return work.apply(thing);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }
}
