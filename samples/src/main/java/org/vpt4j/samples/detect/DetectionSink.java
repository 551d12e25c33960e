package org.vpt4j.samples.detect;

import org.vpt4j.vision.error.FileException;

/**
 * Writes results image by image, without keeping more than one of them in memory.
 *
 * <p>Closing it before {@link #finish} discards incomplete files.
 */
interface DetectionSink extends AutoCloseable {
    /**
     * Writes the results of the next image; the frames of a video come in order.
     *
     * @throws FileException if it cannot be written
     */
    void write(ImageResult result);

    /**
     * Completes all files after the last image.
     *
     * @throws FileException if a file cannot be completed
     */
    default void finish() {
        // nothing to do where each image has a file of its own
    }

    @Override
    default void close() {
        // nothing to do where each image has a file of its own
    }
}
