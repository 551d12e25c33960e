package org.vpt4j.detect.inference;

import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.List;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;

/** Annotated images as encoder input: pixels or cached features. Close it when its arrays are no longer used. */
public interface ImageBatch extends AutoCloseable {

    /** In the order of the arrays, at least one. */
    List<Batch.Image> images();

    /** Size that all images are letterboxed to, in pixels. */
    ImageSize input();

    /**
     * The encoder's input.
     *
     * @param scope owner of the arrays, closed before the batch is
     */
    VisionEncoder.Input input(NDManager scope, VisionEncoder encoder);

    /** Images in the batch. */
    default int size() {
        return images().size();
    }

    @Override
    void close();

    /** Supplies the batches of each epoch, which depend on the epoch's number only. Close it after the last one. */
    interface Source extends AutoCloseable {

        /** Batches in an epoch; the last one may be smaller than the others. */
        int batches();

        /**
         * The batches of an epoch.
         *
         * @param epoch from 0
         * @param done number of batches to skip
         */
        Iterator<? extends ImageBatch> epoch(int epoch, int done);

        /**
         * The same near the end of a run, where training images are to look like those that a detector will see.
         *
         * @param settled whether the epoch is in the last fifth of the run: no mosaics, no pasted objects
         */
        default Iterator<? extends ImageBatch> epoch(int epoch, int done, boolean settled) {
            return epoch(epoch, done);
        }

        @Override
        void close();
    }
}
