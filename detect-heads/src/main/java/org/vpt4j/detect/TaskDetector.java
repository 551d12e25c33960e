package org.vpt4j.detect;

import java.nio.ByteBuffer;
import java.util.List;
import org.vpt4j.detect.task.Task;

/**
 * A task on an engine, for pixels that are prepared: what a {@link Detector} runs. May be used by several threads. Owns
 * native memory: close it when no thread uses it any more.
 */
public interface TaskDetector extends AutoCloseable {

    /** Class names, by class index. */
    List<String> classes();

    /** The task's own score threshold, in [0, 1]. */
    double threshold();

    /** How images are prepared. */
    Task.Preprocessing preprocessing();

    /**
     * Detects.
     *
     * @param pixels letterboxed and normalised: float32 {@code [images, 3, H, W]}, a direct buffer of native byte order;
     *     only read
     * @param images number of images
     * @param minScore lowest score that is kept, in [0, 1]; not checked: below 0 is as 0; above 1, or NaN, keeps nothing
     * @return for each image its detections in input pixels, by falling score, without duplicates
     */
    List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore);

    @Override
    void close();
}
