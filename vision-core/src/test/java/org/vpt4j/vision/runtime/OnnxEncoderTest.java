package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.methods.TuningMethods;

/** The encoder of ONNX Runtime gives what the one that tasks are trained with gives. */
class OnnxEncoderTest {
    private static final RuntimeOptions ONE_THREAD = new RuntimeOptions("cpu", 1);

    static Stream<EncoderConfig> configs() {
        return Stream.of(TinyEncoder.CONFIG);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void itGivesWhatTheTrainingEncoderGives(EncoderConfig config) {
        TuningMethod method = TuningMethods.create("vpt-deep", Map.of());
        Map<String, FloatTensor> learned = learned(method, config);
        try (VisionEncoder training = TinyEncoder.of(config, Precision.FLOAT32);
                OnnxEncoder encoder = OnnxEncoder.load(TinyEncoder.weights(config), WeightFormat.FP32, ONE_THREAD)) {
            EncoderPrompt prompt = encoder.prompt(method.constants(TinyEncoder.weights(config), learned));
            for (int[] size : new int[][] {{20, 20}, {16, 28}, {40, 12}}) {
                FloatTensor pixels = pixels(2, size[0], size[1]);
                List<FloatTensor> expected = features(training, pixels, List.of(1, 2), method, learned);
                try (Features actual =
                        encoder.encode(direct(pixels), 2, size[0], size[1], List.of(prompt), List.of(1, 2))) {
                    assertClose(actual.copy(1), expected.get(0));
                    assertClose(actual.copy(2), expected.get(1));
                }
            }
        }
    }

    private static void assertClose(FloatTensor actual, FloatTensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double worst = 0;
        for (int i = 0; i < actual.size(); i++) {
            worst = Math.max(worst, Math.abs(actual.values()[i] - expected.values()[i]));
        }
        assertThat(worst).isLessThan(2e-5);
    }

    private static FloatTensor pixels(int images, int height, int width) {
        long[] shape = {images, 3, height, width};
        return new FloatTensor(shape, Numbers.of("pixels", 3L * images * height * width));
    }

    private static FloatBuffer direct(FloatTensor tensor) {
        return EncoderPrompt.direct(tensor.size()).put(tensor.values()).flip();
    }

    private static Map<String, FloatTensor> learned(TuningMethod method, EncoderConfig config) {
        Map<String, FloatTensor> learned = new HashMap<>();
        method.shapes(config)
                .forEach((name, shape) ->
                        learned.put(name, new FloatTensor(shape.getShape(), Numbers.of(name, shape.size()))));
        return learned;
    }

    private static List<FloatTensor> features(
            VisionEncoder encoder,
            FloatTensor pixels,
            List<Integer> layers,
            TuningMethod method,
            Map<String, FloatTensor> learned) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            Map<String, NDArray> arrays = new HashMap<>();
            learned.forEach((name, tensor) -> arrays.put(name, tensor.toArray(scope)));
            NDList maps = encoder.features(scope, pixels.toArray(scope), layers, method, Tensors.of(arrays), false);
            return maps.stream().map(FloatTensor::from).toList();
        }
    }
}
