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
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.Letterbox;

/** Makes batches: decode, augment, letterbox, normalise. Reuses the pixel memory of closed batches. */
final class BatchMaker {
    private final DetectionDataset dataset;
    private final LoaderConfig config;
    private final Letterbox letterbox;
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    BatchMaker(DetectionDataset dataset, LoaderConfig config) {
        this.dataset = dataset;
        this.config = config;
        this.letterbox = new Letterbox(config.input(), config.normalization());
    }

    Batch make(int[] indices, EpochRandom random) {
        ByteBuffer memory = free.poll();
        if (memory == null) {
            int floats = Math.multiplyExact(config.batchSize(), letterbox.floats());
            memory = ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, floats));
        }
        FloatBuffer pixels = memory.order(ByteOrder.nativeOrder()).asFloatBuffer();
        List<BatchImage> images = new ArrayList<>(indices.length);
        for (int index : indices) {
            images.add(draw(index, random, pixels, images.size()));
        }
        return new Batch(config.input(), images, memory, free::add);
    }

    private BatchImage draw(int index, EpochRandom random, FloatBuffer pixels, int position) {
        LabelledImage source = dataset.images().get(index);
        Sample sample = config.augmentations().apply(read(source), random.ofImage(index));
        AxisAlignedTransform transform = letterbox.write(sample.image(), pixels, position);
        List<Annotation> annotations = sample.annotations().stream()
                .map(a -> a.at(transform.toInput(a.box())))
                .toList();
        return new BatchImage(index, source, transform, annotations);
    }

    private static Sample read(LabelledImage source) {
        Image image = Image.read(source.file());
        if (!image.size().equals(source.size())) {
            throw new ImageException(
                    source.file() + ": the image has " + image.size() + " pixels, but its annotations are for "
                            + source.size() + "; correct the annotations, or remove the image");
        }
        return new Sample(image, source.annotations());
    }
}
