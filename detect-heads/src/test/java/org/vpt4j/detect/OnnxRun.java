package org.vpt4j.detect;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.tensor.FloatTensor;

/** Runs a model in ONNX Runtime, all in plain values. */
public final class OnnxRun {
    private OnnxRun() {}

    /** Every output by its name; integers become floats. */
    public static Map<String, FloatTensor> run(
            byte[] model, OrtSession.SessionOptions.OptLevel level, Map<String, FloatTensor> inputs)
            throws OrtException {
        OrtEnvironment environment = OnnxRuntime.environment();
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            for (Map.Entry<String, FloatTensor> input : inputs.entrySet()) {
                FloatTensor value = input.getValue();
                tensors.put(
                        input.getKey(),
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(value.values()), value.shape()));
            }
            try (OrtSession session = environment.createSession(model, options);
                    OrtSession.Result result = session.run(tensors)) {
                Map<String, FloatTensor> outputs = new HashMap<>();
                for (Map.Entry<String, OnnxValue> entry : result) {
                    outputs.put(entry.getKey(), floats((OnnxTensor) entry.getValue()));
                }
                return outputs;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static FloatTensor floats(OnnxTensor tensor) {
        long[] shape = tensor.getInfo().getShape();
        if (tensor.getInfo().type == OnnxJavaType.FLOAT) {
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new FloatTensor(shape, values);
        }
        LongBuffer integers = tensor.getLongBuffer();
        float[] values = new float[integers.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = integers.get(i);
        }
        return new FloatTensor(shape, values);
    }

    /** Largest difference of two numbers at the same place, relative to the larger of 1 and the numbers. */
    public static double difference(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            double size = Math.max(1, Math.max(Math.abs(a[i]), Math.abs(b[i])));
            double difference = Math.abs(a[i] - b[i]) / size;
            largest = difference <= largest ? largest : difference; // NaN is the largest
        }
        return largest;
    }
}
