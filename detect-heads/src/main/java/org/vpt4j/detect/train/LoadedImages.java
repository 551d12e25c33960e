package org.vpt4j.detect.train;

import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.List;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.ImageBatch;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;

/**
 * Images that a loader decodes again in every epoch.
 *
 * @param loader closed with this object
 */
record LoadedImages(DetectionLoader loader) implements ImageBatch.Source {

    @Override
    public int batches() {
        return loader.batches();
    }

    @Override
    public Iterator<ImageBatch> epoch(int epoch, int done) {
        return epoch(epoch, done, false);
    }

    @Override
    public Iterator<ImageBatch> epoch(int epoch, int done, boolean settled) {
        Iterator<Batch> batches = loader.epoch(epoch, done, settled);
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
        public List<Batch.Image> images() {
            return batch.images();
        }

        @Override
        public ImageSize input() {
            return batch.input();
        }

        /** Shares the batch's memory if the engine can. */
        @Override
        public VisionEncoder.Input input(NDManager scope, VisionEncoder encoder) {
            return encoder.pixels(DetectionModel.pixels(scope, batch.pixels(), batch.size(), input()));
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
