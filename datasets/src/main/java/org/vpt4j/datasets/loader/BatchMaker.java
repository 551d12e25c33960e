package org.vpt4j.datasets.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/** Makes batches: decode, compose, move, letterbox, colour, normalise. Reuses the pixel memory of closed batches. */
final class BatchMaker {
    private final SampleSource samples;
    private final Compositions compositions;
    private final LoaderConfig config;
    private final Letterbox letterbox;
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    BatchMaker(DetectionDataset dataset, LoaderConfig config) {
        this.samples = SampleSource.of(
                dataset,
                config.loading().cacheBytes(),
                config.order() != LoaderConfig.Order.AS_LISTED ? Optional.of(config.input()) : Optional.empty());
        this.compositions = new Compositions(config.augmentations(), samples);
        this.config = config;
        this.letterbox = new Letterbox(config.input(), config.normalization());
    }

    /**
     * An image of an epoch.
     *
     * @param index in the dataset
     * @param times how often the epoch had it before
     */
    record Drawn(int index, int times) {}

    /** A batch that is being made. */
    final class Pending {
        private final ByteBuffer memory;
        private final List<Future<Batch.Image>> images = new ArrayList<>();

        private Pending(ByteBuffer memory) {
            this.memory = memory;
        }

        /**
         * Waits until it is complete.
         *
         * @throws ExecutionException if an image cannot be read: its pixel memory is not used again
         */
        Batch await() throws InterruptedException, ExecutionException {
            List<Batch.Image> done = new ArrayList<>(images.size());
            for (Future<Batch.Image> image : images) {
                done.add(image.get());
            }
            return new Batch(config.input(), done, memory, free::add);
        }
    }

    /**
     * Begins a batch, each image as a task of its own.
     *
     * @param settled whether mosaics and pasted objects are left out
     */
    Pending begin(List<Drawn> drawn, EpochRandom random, boolean settled, ExecutorService threads) {
        ByteBuffer memory = free.poll();
        if (memory == null) {
            int floats = Math.multiplyExact(config.batchSize(), letterbox.floats());
            memory = ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, floats));
        }
        FloatBuffer pixels = memory.order(ByteOrder.nativeOrder()).asFloatBuffer();
        Pending pending = new Pending(memory);
        for (int i = 0; i < drawn.size(); i++) {
            Drawn one = drawn.get(i);
            EpochRandom own = random.again(one.times());
            int position = i;
            pending.images.add(threads.submit(() -> draw(one.index(), own, settled, pixels, position)));
        }
        return pending;
    }

    /** Images write to parts of the pixels that do not overlap. */
    private Batch.Image draw(int index, EpochRandom random, boolean settled, FloatBuffer pixels, int position) {
        LabelledImage source = samples.dataset().images().get(index);
        Sample read = samples.read(index);
        Sample composed = settled ? read : compositions.apply(read, index, random);
        RandomGenerator own = random.ofImage(index);
        AugmentationSequence changes = config.augmentations().kind().steps();
        Sample sample = changes.move(composed, own);
        ImageSize size = sample.source().size();
        letterbox.write(
                sample.source(),
                sample.window().inside(size),
                sample.window().fromInside(size, config.input()),
                scaled -> changes.color(scaled, own),
                pixels,
                position);
        AxisAlignedTransform transform = Letterbox.fit(sample.window().size(), config.input());
        List<Annotation> annotations = sample.annotations().stream()
                .map(a -> a.at(transform.toInput(a.box())))
                .toList();
        return new Batch.Image(index, source, transform, annotations);
    }
}
