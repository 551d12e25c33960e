package org.vpt4j.detect;

import java.util.List;
import org.vpt4j.detect.task.Preprocessing;

/**
 * A task on an engine: what a {@link DetectorProvider} makes, and a {@link Detector} puts images in front of. May be
 * used by several threads. Owns native memory: close it, once nobody uses it any more.
 */
public interface TaskDetector extends BatchDetector, AutoCloseable {

    /** Class names; a detection's class index points in here. */
    List<String> classes();

    /** The task's own lowest score, in [0, 1]. */
    double threshold();

    /** How images have to be prepared. */
    Preprocessing preprocessing();

    @Override
    void close();
}
