package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** What graphs of an encoder are made of, and what ONNX Runtime makes of them. */
class EncoderGraphTest {
    private static final List<Integer> LAST = List.of(2);
    private static final EncoderWeights WEIGHTS = TinyEncoder.weights(TinyEncoder.CONFIG);

    private static Adaptation.Constants deep() {
        TuningMethod method = TuningMethods.create("vpt-deep", Map.of());
        return method.constants(WEIGHTS, Encoded.learned(method, TinyEncoder.CONFIG, ""));
    }

    /** Two layers, of which only the second is asked for. A change is no mistake as such: say why, and look at the time. */
    @Test
    void theListOfOperatorsDoesNotGrowByAccident() {
        ImageSize size = new ImageSize(20, 20);
        assertThat(EncoderGraph.shared(WEIGHTS, LAST, WeightFormat.FP32, Optional.of(size))
                        .operators())
                .hasToString("{Add=16, Concat=8, Conv=1, Div=2, Erf=2, Expand=6, Gather=4, Identity=1, "
                        + "LayerNormalization=5, MatMul=12, Mul=4, Neg=1, ReduceProd=1, Reshape=10, Shape=2, Slice=1, "
                        + "Softmax=2, Split=2, Transpose=12}");
        assertThat(EncoderGraph.shared(WEIGHTS, LAST, WeightFormat.FP32).operators())
                .hasToString("{Abs=2, Add=28, Cast=4, Concat=8, Conv=1, Div=4, Erf=2, Expand=6, Gather=4, Identity=1, "
                        + "LayerNormalization=5, Less=2, MatMul=16, Min=2, Mul=24, Neg=1, Range=2, ReduceProd=1, "
                        + "Reshape=12, Shape=2, Slice=3, Softmax=2, Split=2, Squeeze=2, Sub=2, Transpose=12, "
                        + "Unsqueeze=2, Where=2}");
        assertThat(Encoded.constantGraph(WEIGHTS, deep(), LAST, WeightFormat.INT8)
                        .operators())
                .hasToString("{Abs=2, Add=29, Cast=14, Concat=8, Conv=1, Div=2, DynamicQuantizeLinear=12, Expand=5, "
                        + "Identity=1, LayerNormalization=5, Less=2, MatMul=6, MatMulInteger=10, Min=2, Mul=48, Neg=1, "
                        + "Pow=2, Range=2, ReduceProd=1, Reshape=12, Shape=2, Slice=3, Softmax=2, Split=2, Squeeze=2, "
                        + "Sub=2, Tanh=2, Transpose=12, Unsqueeze=2, Where=2}");
    }

    @ParameterizedTest
    @EnumSource(OptLevel.class)
    void everyLevelOfOptimisationGivesTheSame(OptLevel level) {
        FloatTensor pixels = Encoded.pixels(2, 24, 16);
        for (Gelu gelu : Gelu.values()) {
            EncoderConfig config = EncoderConfig.of(4, 32, 2, 4)
                    .withHidden(64)
                    .withGrid(5)
                    .withRegisters(1)
                    .withLayerScale(true)
                    .withGelu(gelu)
                    .withAntialiasing(gelu == Gelu.QUICK);
            EncoderWeights weights = TinyEncoder.weights(config);
            OnnxGraph graph = Encoded.constantGraph(weights, deep(), LAST, WeightFormat.FP32);
            Encoded.assertClose(
                    Encoded.run(graph, level, pixels, LAST), Encoded.run(graph, OptLevel.NO_OPT, pixels, LAST), 2e-5);
        }
    }

    @Test
    void aGraphForOneSizeGivesTheSameWithoutResampling() throws Exception {
        FloatTensor pixels = Encoded.pixels(1, 28, 12);
        OnnxGraph fixed = EncoderGraph.shared(WEIGHTS, LAST, WeightFormat.FP32, Optional.of(new ImageSize(12, 28)));
        assertThat(fixed.operators()).doesNotContainKey("Range");
        try (OnnxEncoder free = OnnxEncoder.load(WEIGHTS, LAST, WeightFormat.FP32, Encoded.ONE_THREAD);
                OrtSession session = OnnxRuntime.session(fixed, Encoded.ONE_THREAD)) {
            EncoderPrompt prompt = free.prompt(deep());
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("pixel_values", tensor(pixels));
            prompt.inputs().forEach((name, value) -> inputs.put(name, tensor(value)));
            try (OnnxEncoder.Features features = new OnnxEncoder.Features(session.run(inputs), () -> {})) {
                FloatTensor expected =
                        Encoded.shared(free, pixels, List.of(prompt), LAST).get(2);
                assertThat(Encoded.largestDifference(features.copy(2), expected))
                        .isLessThan(2e-5);
            }
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(FloatTensor values) {
        try {
            return OnnxTensor.createTensor(OnnxRuntime.environment(), Encoded.direct(values), values.shape());
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void layersAboveTheHighestChosenAreLeftOut() {
        OnnxGraph both = EncoderGraph.shared(WEIGHTS, LAST, WeightFormat.FP32);
        OnnxGraph first = EncoderGraph.shared(WEIGHTS, List.of(1), WeightFormat.FP32);
        assertThat(both.operators()).containsEntry("Softmax", 2);
        assertThat(first.operators()).containsEntry("Softmax", 1);
    }

    @Test
    void aLayerThatIsNotThereIsRefused() {
        for (List<Integer> layers : List.of(List.of(3), List.of(0), List.<Integer>of())) {
            assertThatThrownBy(() -> EncoderGraph.shared(WEIGHTS, layers, WeightFormat.FP32))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("1 to 2");
        }
    }

    @Test
    void tokensForAnotherEncoderAreRefused() {
        Adaptation.Constants above = Adaptation.Constants.NONE.withDeepTokens(Map.of(3, FloatTensor.zeros(1, 32)));
        Adaptation.Constants wide = Adaptation.Constants.NONE.withDeepTokens(Map.of(1, FloatTensor.zeros(1, 33)));
        Adaptation.Constants shallow = Adaptation.Constants.NONE.withTokens(FloatTensor.zeros(1, 33));
        for (Adaptation.Constants wrong : List.of(above, wide, shallow)) {
            assertThatThrownBy(() -> EncoderPrompt.of(wrong, WEIGHTS)).isInstanceOf(WeightsException.class);
        }
    }

    /** What the optimiser leaves, read from the file that it can be told to write. */
    @Test
    void theOptimiserFindsTheOperatorsThatItHasFastKernelsFor(@TempDir Path folder) throws Exception {
        assertThat(optimised(WeightFormat.FP32, folder)).contains("BiasGelu").doesNotContain("Erf");
        assertThat(optimised(WeightFormat.INT8, folder))
                .contains("DynamicQuantizeMatMul", "FastGelu")
                .doesNotContain("MatMulInteger", "Erf", "Tanh");
    }

    private static String optimised(WeightFormat format, Path folder) throws Exception {
        Path file = folder.resolve(format + ".onnx");
        OnnxGraph graph = Encoded.constantGraph(WEIGHTS, deep(), LAST, format);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizedModelFilePath(file.toString());
            OnnxRuntime.environment().createSession(graph.toBuffer(), options).close();
        }
        // Names of operators are plain text in the file; those of values that came from them end in ":y".
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Map<String, Integer> found = new TreeMap<>();
        for (String operator :
                List.of("BiasGelu", "FastGelu", "DynamicQuantizeMatMul", "MatMulInteger", "Erf", "Tanh")) {
            if (text.contains("\"" + (char) operator.length() + operator)) { // field 4 of a node: its op_type
                found.merge(operator, 1, Integer::sum);
            }
        }
        return String.join(" ", found.keySet());
    }
}
