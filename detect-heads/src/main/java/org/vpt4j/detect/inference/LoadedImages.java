package org.vpt4j.detect.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Iterator;
import java.util.List;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.BatchImage;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.vision.encoder.EncoderInput;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;

/**
 * Images as a loader decodes them anew in every epoch: the encoder begins at their pixels.
 *
 * @param loader is closed with it
 */
public record LoadedImages(DetectionLoader loader) implements ImageSource {

    @Override
    public int batches() {
        return loader.batches();
    }

    @Override
    public Iterator<ImageBatch> epoch(int epoch, int done) {
        Iterator<Batch> batches = loader.epoch(epoch, done);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public ImageBatch next() {
                return new Pixels(batches.next());
            }
        };
    }

    @Override
    public void close() {
        loader.close();
    }

    private record Pixels(Batch batch) implements ImageBatch {
        @Override
        public List<BatchImage> images() {
            return batch.images();
        }

        @Override
        public ImageSize input() {
            return batch.input();
        }

        /** Shares the batch's memory where the engine can. */
        @Override
        public EncoderInput input(NDManager scope, VisionEncoder encoder) {
            Shape shape = new Shape(batch.size(), 3, input().height(), input().width());
            NDArray pixels = scope.create(batch.pixels(), shape, DataType.FLOAT32);
            return encoder.pixels(pixels);
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
