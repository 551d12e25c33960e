package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** The head sessions in use, one for each form, kept while a task needs it. For several threads. */
final class HeadForms {
    private final EncoderConfig encoder;
    private final RuntimeOptions options;
    private final Map<ByteBuffer, Used> byGraph = new HashMap<>();

    private static final class Used {
        final HeadForm form;
        int tasks;

        Used(HeadForm form) {
            this.form = form;
        }
    }

    HeadForms(EncoderConfig encoder, RuntimeOptions options) {
        this.encoder = encoder;
        this.options = options;
    }

    /** The use of a form by one task, until it is closed. */
    record Lease(HeadForm form, Runnable end) {}

    /** @param graph of {@link HeadForm#graph} for this task */
    synchronized Lease lease(OnnxGraph graph, CheckedTask task) {
        ByteBuffer key = ByteBuffer.wrap(graph.toBytes());
        Used used = byGraph.computeIfAbsent(key, k -> new Used(HeadForm.of(graph, task, encoder, options)));
        used.tasks++;
        return new Lease(used.form, () -> release(key));
    }

    private synchronized void release(ByteBuffer key) {
        Used used = byGraph.get(key);
        used.tasks--;
        if (used.tasks == 0) {
            byGraph.remove(key);
            used.form.close();
        }
    }
}
