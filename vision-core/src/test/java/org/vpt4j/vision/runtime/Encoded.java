package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;

/** The same images through the encoder that tasks are trained with, and through graphs. */
final class Encoded {
    static final RuntimeOptions ONE_THREAD = new RuntimeOptions("cpu", 1);

    private Encoded() {}

    /** {@code [B, 3, H, W]}, always the same. */
    static FloatTensor pixels(int images, int height, int width) {
        return new FloatTensor(
                new long[] {images, 3, height, width}, Numbers.of("pixels", 3L * images * height * width));
    }

    static FloatBuffer direct(FloatTensor tensor) {
        return EncoderPrompt.direct(tensor.size()).put(tensor.values()).flip();
    }

    /** Values for all parameters of a method: near 1 for what has to be near 1. */
    static Map<String, FloatTensor> learned(TuningMethod method, EncoderConfig config, String seed) {
        Map<String, FloatTensor> learned = new LinkedHashMap<>();
        method.shapes(config).forEach((name, shape) -> {
            float[] values = Numbers.of(seed + name, shape.size());
            boolean one = name.contains("norm") && name.endsWith("weight");
            for (int i = 0; i < values.length; i++) {
                values[i] = one ? 1 + 0.3f * values[i] : 0.3f * values[i];
            }
            learned.put(name, new FloatTensor(shape.getShape(), values));
        });
        return learned;
    }

    static Map<Integer, FloatTensor> training(
            VisionEncoder encoder,
            FloatTensor pixels,
            List<Integer> layers,
            TuningMethod method,
            Map<String, FloatTensor> learned) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            Map<String, NDArray> arrays = new HashMap<>();
            learned.forEach((name, tensor) -> arrays.put(name, tensor.toArray(scope)));
            List<NDArray> maps =
                    encoder.features(scope, pixels.toArray(scope), layers, method, Tensors.of(arrays), false);
            Map<Integer, FloatTensor> features = new LinkedHashMap<>();
            for (int i = 0; i < layers.size(); i++) {
                features.put(layers.get(i), FloatTensor.from(maps.get(i)));
            }
            return features;
        }
    }

    static Map<Integer, FloatTensor> shared(
            OnnxEncoder encoder, FloatTensor pixels, List<EncoderPrompt> prompts, List<Integer> layers) {
        long[] shape = pixels.shape();
        try (OnnxEncoder.Features features =
                encoder.encode(direct(pixels), (int) shape[0], (int) shape[2], (int) shape[3], prompts, layers)) {
            Map<Integer, FloatTensor> copies = new LinkedHashMap<>();
            layers.forEach(layer -> copies.put(layer, features.copy(layer)));
            return copies;
        }
    }

    /** The constant form as a graph of its own. */
    static OnnxGraph constantGraph(
            EncoderWeights weights, Adaptation.Constants constants, List<Integer> layers, WeightFormat format) {
        OnnxGraph graph = new OnnxGraph("constant", format);
        OnnxGraph.Value pixels =
                graph.input("pixel_values", OnnxGraph.ElementType.FLOAT, "images", 3, "height", "width");
        EncoderGraph.write(graph, weights, pixels, constants, layers, Optional.empty())
                .forEach((layer, map) -> graph.output(
                        map,
                        EncoderGraph.features(layer),
                        OnnxGraph.ElementType.FLOAT,
                        "images",
                        weights.config().width(),
                        "rows",
                        "columns"));
        return graph;
    }

    static Map<Integer, FloatTensor> run(OnnxGraph constant, FloatTensor pixels, List<Integer> layers) {
        return run(constant, OptLevel.ALL_OPT, pixels, layers);
    }

    static Map<Integer, FloatTensor> run(OnnxGraph constant, OptLevel level, FloatTensor pixels, List<Integer> layers) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setOptimizationLevel(level);
            try (OrtSession session = OnnxRuntime.environment().createSession(constant.toBuffer(), options);
                    OnnxTensor input =
                            OnnxTensor.createTensor(OnnxRuntime.environment(), direct(pixels), pixels.shape());
                    OnnxEncoder.Features features =
                            new OnnxEncoder.Features(session.run(Map.of("pixel_values", input)), () -> {})) {
                Map<Integer, FloatTensor> copies = new LinkedHashMap<>();
                layers.forEach(layer -> copies.put(layer, features.copy(layer)));
                return copies;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertClose(Map<Integer, FloatTensor> actual, Map<Integer, FloatTensor> expected, double tolerance) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((layer, map) -> {
            assertThat(actual.get(layer).shape()).isEqualTo(map.shape());
            assertThat(largestDifference(actual.get(layer), map))
                    .as("largest difference in layer " + layer)
                    .isLessThan(tolerance);
        });
    }

    static double largestDifference(FloatTensor a, FloatTensor b) {
        double worst = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = Math.abs(a.values()[i] - b.values()[i]);
            worst = difference <= worst ? worst : difference; // NaN is the worst
        }
        return worst;
    }
}
