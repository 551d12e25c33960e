package org.vpt4j.datasets.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Letterbox;

/** Makes batches: decode, compose, augment, letterbox, normalise. Reuses the pixel memory of closed batches. */
final class BatchMaker {
    private final SampleSource samples;
    private final Compositions compositions;
    private final LoaderConfig config;
    private final Letterbox letterbox;
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    BatchMaker(DetectionDataset dataset, LoaderConfig config) {
        this.samples = SampleSource.of(dataset);
        this.compositions = new Compositions(config.augmentations(), samples);
        this.config = config;
        this.letterbox = new Letterbox(config.input(), config.normalization());
    }

    /**
     * Makes a batch.
     *
     * @param settled whether mosaics and pasted objects are left out
     */
    Batch make(int[] indices, EpochRandom random, boolean settled) {
        ByteBuffer memory = free.poll();
        if (memory == null) {
            int floats = Math.multiplyExact(config.batchSize(), letterbox.floats());
            memory = ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, floats));
        }
        FloatBuffer pixels = memory.order(ByteOrder.nativeOrder()).asFloatBuffer();
        List<Batch.Image> images = new ArrayList<>(indices.length);
        for (int index : indices) {
            images.add(draw(index, random, settled, pixels, images.size()));
        }
        return new Batch(config.input(), images, memory, free::add);
    }

    private Batch.Image draw(int index, EpochRandom random, boolean settled, FloatBuffer pixels, int position) {
        LabelledImage source = samples.dataset().images().get(index);
        Sample read = samples.read(index);
        Sample composed = settled ? read : compositions.apply(read, index, random);
        Sample sample = config.augmentations().kind().steps().apply(composed, random.ofImage(index));
        AxisAlignedTransform transform = letterbox.write(sample.image(), pixels, position);
        List<Annotation> annotations = sample.annotations().stream()
                .map(a -> a.at(transform.toInput(a.box())))
                .toList();
        return new Batch.Image(index, source, transform, annotations);
    }
}
