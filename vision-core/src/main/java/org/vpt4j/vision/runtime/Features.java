package org.vpt4j.vision.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Feature maps of one run of an {@link OnnxEncoder}, in native memory: close it. The tensors can be fed into another
 * session without copying.
 */
public final class Features implements AutoCloseable {
    private final OrtSession.Result result;
    private final Runnable afterwards;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param afterwards run once, on {@link #close} */
    Features(OrtSession.Result result, Runnable afterwards) {
        this.result = result;
        this.afterwards = afterwards;
    }

    /**
     * The map {@code [B, D, H/p, W/p]} of a layer; valid until {@link #close}.
     *
     * @param layer 1 is the first
     * @throws IllegalArgumentException if the run did not compute it
     */
    public OnnxTensor layer(int layer) {
        OnnxValue found = result.get(EncoderGraph.features(layer))
                .orElseThrow(() -> new IllegalArgumentException("this run did not compute layer " + layer));
        return (OnnxTensor) found;
    }

    /** A copy of a layer's map {@code [B, D, H/p, W/p]} on the heap. */
    public FloatTensor copy(int layer) {
        return copy(layer(layer));
    }

    static FloatTensor copy(OnnxTensor tensor) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return new FloatTensor(tensor.getInfo().getShape(), values);
    }

    /** Frees the maps; closing again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            result.close();
            afterwards.run();
        }
    }
}
