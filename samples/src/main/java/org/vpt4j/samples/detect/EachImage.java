package org.vpt4j.samples.detect;

/** A sink that writes a file for each image and has nothing to do at the end. */
@FunctionalInterface
interface EachImage extends DetectionSink {
    @Override
    default void finish() {
        // Each image's file is complete already.
    }

    @Override
    default void close() {
        // Each image's file is complete, or was dropped.
    }
}
