package org.vpt4j.samples.compare;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Applies a function to each item of a list, several at a time, started in order. */
final class Parallel {
    private Parallel() {}

    /**
     * Waits until all are done. After a failure, items in progress are finished, but no further one is started.
     *
     * @param jobs how many in parallel, at least 1
     * @return the results, in the order of the items
     * @throws RuntimeException the first failure, as it was thrown
     */
    static <T, R> List<R> each(List<T> items, int jobs, Function<T, R> work) {
        if (jobs == 1) {
            return items.stream().map(work).toList();
        }
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        try {
            List<CompletableFuture<R>> results = items.stream()
                    .map(item -> CompletableFuture.supplyAsync(() -> unlessFailed(failure, work, item), workers))
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

    private static <T, R> R unlessFailed(AtomicReference<RuntimeException> failure, Function<T, R> work, T item) {
        if (failure.get() != null) {
            throw new CancellationException("another failed");
        }
        try {
            return work.apply(item);
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }
}
