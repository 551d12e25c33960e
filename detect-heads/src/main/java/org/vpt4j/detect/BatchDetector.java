package org.vpt4j.detect;

import java.nio.ByteBuffer;
import java.util.List;

/** Detects on images that lie on their inputs already, normalised as the encoder wants them. */
@FunctionalInterface
public interface BatchDetector {

    /**
     * Detects.
     *
     * @param pixels float32 {@code [images, 3, H, W]}, a direct buffer of native byte order; it is read only
     * @param images how many
     * @param minScore lowest score that is kept, in [0, 1]; not checked: with less than 0 as much is kept as with 0,
     *     with more than 1, or NaN, nothing
     * @return for each image its detections in input pixels, by falling score, without duplicates
     */
    List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore);
}
