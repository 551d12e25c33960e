package org.vpt4j.datasets.loader;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.vpt4j.datasets.DetectionDataset;

/**
 * Loads the batches of an epoch, preparing the next ones in background threads. Close it to end the threads.
 *
 * <p>The batches of an epoch depend only on dataset, configuration and epoch number, not on timing, the number of
 * threads or earlier epochs.
 *
 * <pre>{@code
 * try (DetectionLoader loader = new DetectionLoader(dataset, LoaderConfig.plain(input, IMAGENET, 4))) {
 *     for (Iterator<Batch> batches = loader.epoch(0); batches.hasNext(); ) {
 *         try (Batch batch = batches.next()) {
 *             ...
 *         }
 *     }
 * }
 * }</pre>
 */
public final class DetectionLoader implements AutoCloseable {
    /** Batches that are prepared ahead of the one in use, or more if there are more threads than images in them. */
    private static final int AHEAD = 2;

    private final DetectionDataset dataset;
    private final ImageSampling sampling;
    private final LoaderConfig config;
    private final BatchMaker maker;
    private final ExecutorService threads;
    private final int ahead;

    public DetectionLoader(DetectionDataset dataset, LoaderConfig config) {
        this.dataset = dataset;
        this.sampling = config.order() == LoaderConfig.Order.BALANCED
                ? ImageSampling.balanced(dataset)
                : ImageSampling.even(dataset);
        this.config = config;
        this.maker = new BatchMaker(dataset, config);
        int count = config.loading().threads();
        this.ahead = Math.max(AHEAD, (count + config.batchSize() - 1) / config.batchSize() + 1);
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread made = new Thread(task, "image loader");
            made.setDaemon(true);
            return made;
        });
    }

    /** Number of batches in an epoch; the last one may be smaller. */
    public int batches() {
        return (dataset.images().size() + config.batchSize() - 1) / config.batchSize();
    }

    public LoaderConfig config() {
        return config;
    }

    /**
     * The batches of an epoch, to be used by a single thread.
     *
     * <p>{@code next()} throws {@link org.vpt4j.vision.error.ImageException} if an image cannot be read, or its size is
     * not that of its annotations.
     *
     * @param epoch from 0
     */
    public Iterator<Batch> epoch(int epoch) {
        return epoch(epoch, 0);
    }

    /**
     * The remaining batches of an epoch, to resume a run; throws as {@link #epoch(int)}.
     *
     * @param epoch from 0
     * @param done number of batches to skip, without reading them
     */
    public Iterator<Batch> epoch(int epoch, int done) {
        return epoch(epoch, done, false);
    }

    /**
     * The remaining batches of an epoch near the end of a run; throws as {@link #epoch(int)}.
     *
     * @param epoch from 0
     * @param done number of batches to skip, without reading them
     * @param settled whether mosaics and pasted objects are left out: the other images stay as they are
     */
    public Iterator<Batch> epoch(int epoch, int done, boolean settled) {
        return new Epoch(new EpochRandom(config.seed(), epoch), done, settled);
    }

    /** Ends the threads; batches that were returned stay valid. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Epoch implements Iterator<Batch> {
        private final EpochRandom random;
        private final boolean settled;
        private final int[] order;
        private final int[] times; // how often each image was there before, by position
        private final Queue<BatchMaker.Pending> pending = new ArrayDeque<>();
        private int submitted;

        Epoch(EpochRandom random, int done, boolean settled) {
            int count = dataset.images().size();
            this.random = random;
            this.settled = settled;
            this.order = config.order() == LoaderConfig.Order.AS_LISTED
                    ? IntStream.range(0, count).toArray()
                    : sampling.order(random);
            this.times = times(order, count);
            this.submitted = Math.min(done * config.batchSize(), count);
            for (int i = 0; i < ahead; i++) {
                submit();
            }
        }

        private static int[] times(int[] order, int count) {
            int[] seen = new int[count];
            return IntStream.of(order).map(index -> seen[index]++).toArray();
        }

        private void submit() {
            if (submitted < order.length) {
                int end = Math.min(submitted + config.batchSize(), order.length);
                List<BatchMaker.Drawn> drawn = IntStream.range(submitted, end)
                        .mapToObj(i -> new BatchMaker.Drawn(order[i], times[i]))
                        .toList();
                pending.add(maker.begin(drawn, random, settled, threads));
                submitted = end;
            }
        }

        @Override
        public boolean hasNext() {
            return !pending.isEmpty();
        }

        @Override
        public Batch next() {
            BatchMaker.Pending first = pending.poll();
            if (first == null) {
                throw new NoSuchElementException("the epoch has no more batches");
            }
            submit();
            try {
                return first.await();
            } catch (ExecutionException e) {
                throw asThrown(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for images");
            }
        }

        private RuntimeException asThrown(ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                return cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return new IllegalStateException("loading images failed", e.getCause());
        }
    }
}
