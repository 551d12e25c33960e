package org.vpt4j.detect.inference;

import java.util.Iterator;

/** Gives the batches of an epoch; what they are depends on the number of the epoch alone. Close it behind the last. */
public interface ImageSource extends AutoCloseable {

    /** Batches in an epoch; the last one may be smaller than the others. */
    int batches();

    /**
     * The batches of an epoch from one on.
     *
     * @param epoch from 0
     * @param done batches to leave out
     */
    Iterator<? extends ImageBatch> epoch(int epoch, int done);

    @Override
    void close();
}
