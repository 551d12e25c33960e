package org.vpt4j.samples.detect;

import org.vpt4j.vision.error.FileException;

/**
 * Writes down what was found, image by image, without keeping more than one of them.
 *
 * <p>Closing it before {@link #finish} drops what is not complete, so that no half file is left.
 */
interface DetectionSink extends AutoCloseable {
    /**
     * Takes the next image; the frames of a video come one after the other.
     *
     * @throws FileException if it cannot be written
     */
    void write(Found found);

    /**
     * There are no more images: all files are completed.
     *
     * @throws FileException if they cannot be
     */
    void finish();

    @Override
    void close();
}
