package org.vpt4j.samples.detect;

import java.util.Optional;
import java.util.OptionalDouble;
import org.vpt4j.vision.image.Image;

/** Reads the frames of an open video. */
interface VideoDecoder extends AutoCloseable {
    /** Frames per second; 0 if unknown. */
    double rate();

    /**
     * When the frame is shown that was read or skipped last, in seconds from the start; empty where frames come at a
     * constant rate.
     */
    default OptionalDouble seconds() {
        return OptionalDouble.empty();
    }

    /** Number of frames according to the video; -1 if unknown. */
    long declared();

    /** Skips a frame; false at the end. */
    boolean skip();

    /**
     * The next frame; empty at the end.
     *
     * @throws org.vpt4j.vision.error.ImageException if it cannot be read
     */
    Optional<Image> read();

    @Override
    void close();
}
