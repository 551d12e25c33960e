package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.encoder.EncoderConfig.Position.Kind;
import org.vpt4j.vision.encoder.EncoderVariants;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** Graphs give what the encoder that tasks are trained with gives. */
class EncoderParityTest {
    private static final List<Integer> BOTH = List.of(1, 2);
    /** Height and width for a patch of 4 and a trained grid of 5x5: the same, larger, smaller, not square. */
    private static final int[][] SIZES = {{20, 20}, {36, 36}, {8, 8}, {16, 28}, {44, 12}, {4, 4}};

    static Stream<EncoderConfig> everySwitch() {
        Stream<EncoderConfig> together = Stream.of(
                TinyEncoder.CONFIG,
                config(4, true, Gelu.EXACT, true),
                config(1, false, Gelu.QUICK, false),
                config(0, false, Gelu.EXACT, true),
                config(2, true, Gelu.QUICK, true),
                config(2, true, Gelu.QUICK, true).withNormBeforeLayers(true).withPatchBias(false),
                config(0, false, Gelu.TANH, false).withClassToken(false),
                config(3, false, Gelu.EXACT, false).withClassToken(false).withPosition(Kind.NONE),
                config(1, true, Gelu.EXACT, false).withQkvBias(false).withMlp(EncoderConfig.Mlp.Kind.SWIGLU));
        return Stream.concat(together, EncoderVariants.of(TinyEncoder.CONFIG).stream());
    }

    private static EncoderConfig config(int registers, boolean layerScale, Gelu gelu, boolean antialiased) {
        return EncoderConfig.of(4, 32, 2, 4)
                .withHidden(64)
                .withGrid(5)
                .withRegisters(registers)
                .withLayerScale(layerScale)
                .withGelu(gelu)
                .withEpsilon(1e-5)
                .withAntialiasing(antialiased);
    }

    @ParameterizedTest
    @MethodSource("everySwitch")
    void bothFormsGiveWhatTheTrainingEncoderGivesAtEverySize(EncoderConfig config) {
        TuningMethod method = TuningMethods.create("vpt-shallow+vpt-deep", Map.of());
        EncoderWeights weights = TinyEncoder.weights(config);
        Map<String, FloatTensor> learned = Encoded.learned(method, config, "");
        Adaptation.Constants constants = method.constants(weights, learned);
        try (VisionEncoder training = VisionEncoder.load(weights, Precision.FLOAT32);
                OnnxEncoder shared = OnnxEncoder.load(weights, WeightFormat.FP32, Encoded.ONE_THREAD)) {
            List<EncoderPrompt> prompt = List.of(shared.prompt(constants));
            for (int[] size : SIZES) {
                FloatTensor pixels = Encoded.pixels(2, size[0] / 4 * config.patch(), size[1] / 4 * config.patch());
                Map<Integer, FloatTensor> expected = Encoded.training(training, pixels, BOTH, method, learned);
                Encoded.assertClose(Encoded.shared(shared, pixels, prompt, BOTH), expected, 3e-5);
                Encoded.assertClose(
                        Encoded.run(Encoded.constantGraph(weights, constants, BOTH, WeightFormat.FP32), pixels, BOTH),
                        expected,
                        3e-5);
            }
        }
    }

    static Stream<TuningMethod> everyMethod() {
        Stream<TuningMethod> byName = TuningMethods.names().stream()
                .map(name -> TuningMethods.create(name, TuningMethods.accepted(name, Map.of("text-width", "6"))));
        Stream<TuningMethod> more = Stream.of(
                TuningMethods.create("vpt-deep", Map.of("layers", "last:1", "tokens", "4")),
                TuningMethods.create("vpt-deep", Map.of("layers", "1", "tokens", "2")),
                TuningMethods.create("vpt-deep", Map.of("layers", "1,2", "tokens", "1")));
        return Stream.concat(byName, more);
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void whatAnyMethodHasLearnedEntersBothForms(TuningMethod general) {
        assertEntersBothForms(general, config(1, true, Gelu.EXACT, false));
    }

    @ParameterizedTest
    @MethodSource("everyMethod")
    void alsoThoseOfAnEncoderWithoutClassTokenAndBiases(TuningMethod general) {
        assertEntersBothForms(general, TinyEncoder.bare(2));
    }

    private static void assertEntersBothForms(TuningMethod general, EncoderConfig config) {
        int height = 64;
        int width = 72;
        EncoderWeights weights = TinyEncoder.weights(config);
        TuningMethod method = general.on(new ImageSize(width, height));
        Map<String, FloatTensor> learned = Encoded.learned(method, config, "task");
        Adaptation.Constants constants = method.constants(weights, learned);
        FloatTensor pixels = Encoded.pixels(2, height, width);
        EncoderWeights own = weights.with(constants);
        try (VisionEncoder training = VisionEncoder.load(weights, Precision.FLOAT32);
                OnnxEncoder shared = OnnxEncoder.load(own, WeightFormat.FP32, Encoded.ONE_THREAD)) {
            Map<Integer, FloatTensor> expected = Encoded.training(training, pixels, BOTH, method, learned);
            EncoderPrompt prompt = shared.prompt(constants.prompt());
            Map<Integer, FloatTensor> actual = Encoded.shared(shared, pixels, List.of(prompt), BOTH);
            Encoded.assertClose(Behind.adapted(constants, actual), expected, 1e-4);
            Map<Integer, FloatTensor> constant =
                    Encoded.run(Encoded.constantGraph(weights, constants, BOTH, WeightFormat.FP32), pixels, BOTH);
            Encoded.assertClose(Behind.adapted(constants, constant), expected, 1e-4);
            assertThat(constants.changesEncoder()).isNotEqualTo(method.sharesEncoder());
            if (!method.sharesEncoder()) {
                assertThatThrownBy(() -> shared.prompt(constants))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining("cannot share");
            }
        }
    }

    static Stream<Arguments> formats() {
        return Stream.of("vpt-shallow", "adaptformer", "mona")
                .flatMap(name -> Arrays.stream(WeightFormat.values()).map(format -> Arguments.of(name, format)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void smallerFormatsStayNearTheTrainingEncoder(String name, WeightFormat format) {
        TuningMethod method =
                TuningMethods.create(name, TuningMethods.accepted(name, Map.of("tokens", "3", "bottleneck", "6")));
        EncoderWeights weights = TinyEncoder.weights(TinyEncoder.CONFIG);
        Map<String, FloatTensor> learned = Encoded.learned(method, TinyEncoder.CONFIG, "");
        Adaptation.Constants constants = method.constants(weights, learned);
        FloatTensor pixels = Encoded.pixels(1, 24, 20);
        try (VisionEncoder training = VisionEncoder.load(weights, Precision.FLOAT32);
                OnnxEncoder own = OnnxEncoder.load(weights.with(constants), format, Encoded.ONE_THREAD)) {
            EncoderPrompt prompt = own.prompt(constants.prompt());
            double tolerance =
                    switch (format) {
                        case FP32 -> 3e-5;
                        case FP16 -> 5e-3;
                        case INT8 -> 0.3; // of values up to 3
                    };
            Encoded.assertClose(
                    Encoded.shared(own, pixels, List.of(prompt), BOTH),
                    Encoded.training(training, pixels, BOTH, method, learned),
                    tolerance);
        }
    }

    @Test
    void theShippedBackboneGivesTheSameToAThousandth() {
        Path folder = Path.of("src/main/resources/org/vpt4j/backbones/dinov2-small");
        Backbone backbone = Backbone.open(folder);
        TuningMethod method = TuningMethods.create("vpt-deep", Map.of("tokens", "10", "layers", "last:4"));
        Map<String, FloatTensor> learned = Encoded.learned(method, backbone.config(), "");
        List<Integer> layers = List.of(3, 9, 12);
        FloatTensor pixels = Encoded.pixels(1, 140, 112);
        try (VisionEncoder training = VisionEncoder.load(backbone, Precision.FLOAT32);
                OnnxEncoder shared = OnnxEncoder.load(backbone, layers, WeightFormat.FP32, Encoded.ONE_THREAD)) {
            assertThat(shared.fingerprint()).contains(backbone.fingerprint());
            EncoderPrompt prompt = shared.prompt(method.constants(backbone, learned));
            Encoded.assertClose(
                    Encoded.shared(shared, pixels, List.of(prompt), layers),
                    Encoded.training(training, pixels, layers, method, learned),
                    1e-3);
        }
    }
}
