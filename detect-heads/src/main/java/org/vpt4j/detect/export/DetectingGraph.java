package org.vpt4j.detect.export;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.Proposals;

/** A task's training graph or an exported one, for comparing their outputs. May own native memory: close it. */
interface DetectingGraph extends AutoCloseable {

    /**
     * The outputs for a batch.
     *
     * @param proposals the head's raw outputs; empty if the graph includes suppression
     * @param detections of each image on the input, down to {@link SuppressionGraph#LEAST_SCORE}
     */
    record Outcome(Optional<Proposals> proposals, List<List<Detection>> detections) {}

    /** What it is, for messages: "compared with ...". */
    String what();

    /**
     * Detects.
     *
     * @param pixels normalised float32 {@code [images, 3, H, W]} of the task's input, direct, in native order
     */
    Outcome run(ByteBuffer pixels, int images);

    @Override
    void close();
}
