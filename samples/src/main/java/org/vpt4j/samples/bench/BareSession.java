package org.vpt4j.samples.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** ONNX Runtime on an exported detector with nothing around it: a tensor that is ready, results that nobody reads. */
final class BareSession implements AutoCloseable {
    private final OrtSession session;
    private final OnnxTensor pixels;

    BareSession(Path detector, RuntimeOptions options, ByteBuffer values, int images, ImageSize input) {
        session = OnnxRuntime.session(detector, options);
        try {
            pixels = OnnxTensor.createTensor(
                    OnnxRuntime.environment(),
                    values.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer(),
                    new long[] {images, 3, input.height(), input.width()});
        } catch (OrtException e) {
            throw OnnxRuntime.failed("take pixels", e);
        }
    }

    void run() {
        try (OrtSession.Result result = session.run(Map.of("pixel_values", pixels))) {
            if (result.size() != 2) {
                throw new IllegalStateException("boxes and scores are expected, not " + result.size() + " results");
            }
        } catch (OrtException e) {
            throw OnnxRuntime.failed("run an exported detector", e);
        }
    }

    @Override
    public void close() {
        pixels.close();
        OnnxRuntime.close(session);
    }
}
