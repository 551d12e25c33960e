package org.vpt4j.samples.detect;

import java.util.Optional;
import org.vpt4j.vision.image.Image;

/** Reads the frames of one video that it has opened. */
interface VideoDecoder extends AutoCloseable {
    /** Frames a second; 0 if the video does not tell. */
    double rate();

    /** How many frames the video says it has; -1 if it does not. */
    long declared();

    /** Passes over a frame; false at the end. */
    boolean skip();

    /**
     * The next frame; empty at the end.
     *
     * @throws org.vpt4j.vision.error.ImageException if there is one that cannot be read
     */
    Optional<Image> read();

    @Override
    void close();
}
