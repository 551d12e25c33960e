package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** The head sessions in use, one per graph, closed with the last task that uses it. Thread-safe. */
final class HeadSessions {
    private final EncoderConfig encoder;
    private final RuntimeOptions options;
    private final Map<ByteBuffer, Used> byGraph = new HashMap<>();

    private static final class Used {
        final HeadSession session;
        int tasks;

        Used(HeadSession session) {
            this.session = session;
        }
    }

    HeadSessions(EncoderConfig encoder, RuntimeOptions options) {
        this.encoder = encoder;
        this.options = options;
    }

    /** The use of a session by one task, until {@code end} runs. */
    record Lease(HeadSession session, Runnable end) {}

    /** @param graph of {@link HeadSession#graph} for this task */
    synchronized Lease lease(OnnxGraph graph, CheckedTask task) {
        ByteBuffer key = ByteBuffer.wrap(graph.toBytes());
        Used used = byGraph.computeIfAbsent(key, k -> new Used(HeadSession.of(graph, task, encoder, options)));
        used.tasks++;
        return new Lease(used.session, () -> release(key));
    }

    private synchronized void release(ByteBuffer key) {
        Used used = byGraph.get(key);
        used.tasks--;
        if (used.tasks == 0) {
            byGraph.remove(key);
            used.session.close();
        }
    }
}
