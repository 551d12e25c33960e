package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tuning.Initialization;
import org.vpt4j.vision.tuning.LayerSelection;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

class VisionEncoderTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;
    private static final TuningMethod DEEP = TuningMethods.deepPrompt(5, LayerSelection.ALL);

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32);

    @AfterEach
    void close() {
        encoder.close();
        manager.close();
    }

    private NDArray pixels(int images, int height, int width) {
        Shape shape = new Shape(images, 3, height, width);
        return manager.create(Numbers.of("pixels", shape.size()), shape);
    }

    private static float[] features(VisionEncoder encoder, NDArray pixels, Adaptation adaptation, Tensors parameters) {
        try (NDManager scope = pixels.getManager().newSubManager()) {
            return encoder.features(scope, pixels, List.of(2), adaptation, parameters, false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    @Test
    void layersComeInTheOrderAskedForAsFloat32Maps() {
        NDArray pixels = pixels(2, 12, 28);
        NDList maps = encoder.features(manager, pixels, List.of(2, 1), Adaptation.NONE, Tensors.empty(), false);
        NDList first = encoder.features(manager, pixels, List.of(1), Adaptation.NONE, Tensors.empty(), false);
        assertThat(maps.get(0).getShape()).isEqualTo(new Shape(2, 32, 3, 7));
        assertThat(maps.get(0).getDataType()).isEqualTo(DataType.FLOAT32);
        assertThat(maps.get(1)).isEqualTo(first.get(0));
        assertThat(maps.get(0)).isNotEqualTo(maps.get(1));
    }

    @Test
    void promptsOfTheirOwnForEachImageEqualSeparateRuns() {
        NDArray pixels = pixels(2, 16, 16);
        Shape shape = new Shape(2, 5, CONFIG.width());
        NDArray prompts = manager.create(Numbers.of("mixed", shape.size()), shape); // one of each task
        for (boolean shallow : new boolean[] {true, false}) {
            float[] together = features(encoder, pixels, fixed(prompts, shallow), Tensors.empty());
            for (int image = 0; image < 2; image++) {
                float[] alone = features(
                        encoder,
                        pixels.get(image + ":" + (image + 1)),
                        fixed(prompts.get(image), shallow),
                        Tensors.empty());
                for (int i = 0; i < alone.length; i++) {
                    assertThat(together[image * alone.length + i]).isCloseTo(alone[i], within(1e-5f));
                }
            }
        }
    }

    private static Adaptation fixed(NDArray tokens, boolean shallow) {
        return new Adaptation() {
            @Override
            public Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
                return shallow ? Optional.of(tokens) : Optional.empty();
            }

            @Override
            public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
                return shallow ? Map.of() : Map.of(1, tokens, 2, tokens.duplicate());
            }
        };
    }

    @Test
    void bfloat16IsCloseToFloat32() {
        NDArray pixels = pixels(2, 16, 24);
        Tensors prompt = DEEP.initialise(manager, encoder, Initialization.uniform(3));
        float[] wide = features(encoder, pixels, DEEP, prompt);
        try (VisionEncoder half = TinyEncoder.of(CONFIG, Precision.BFLOAT16)) {
            float[] narrow = features(half, pixels, DEEP, prompt);
            double error = 0;
            double size = 0;
            for (int i = 0; i < wide.length; i++) {
                error += (wide[i] - narrow[i]) * (wide[i] - narrow[i]);
                size += wide[i] * wide[i];
            }
            assertThat(Math.sqrt(error / size)).isBetween(1e-5, 0.02); // 8 bits: but not float32 by mistake
        }
    }

    @Test
    void theInputOfALayerIsTheOutputOfTheOneBelowBeforeTheFinalNorm() {
        NDArray pixels = pixels(2, 16, 24);
        NDArray input = encoder.layerInputs(manager, pixels, List.of(1, 2)).get(1); // [B, N, D]
        NDArray centred = input.sub(input.mean(new int[] {2}, true));
        NDArray norm =
                centred.div(centred.square().mean(new int[] {2}, true).add(1e-6).sqrt());
        Tensors w = encoder.weights();
        NDArray normed = norm.mul(w.get("norm.weight")).add(w.get("norm.bias"));
        NDArray map = encoder.features(manager, pixels, List.of(1), Adaptation.NONE, Tensors.empty(), false)
                .singletonOrThrow();
        NDArray difference = map.reshape(2, 32, -1).transpose(0, 2, 1).sub(normed);
        assertThat(difference.abs().max().getFloat()).isLessThan(1e-5f);
    }

    @Test
    void aWholeFineTunedCopyStartsAsTheEncoder() {
        TuningMethod full = TuningMethods.full();
        Tensors copy = full.initialise(manager, encoder, Initialization.uniform(0));
        NDArray pixels = pixels(1, 12, 28); // resamples the position embedding along the differentiable way
        float[] expected = features(encoder, pixels, Adaptation.NONE, Tensors.empty());
        float[] actual = features(encoder, pixels, full, copy);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
        }
        assertThat(copy.count()).isEqualTo(encoder.weights().count());
    }

    @Test
    void severalThreadsShareOneEncoder() {
        List<Tensors> tasks = IntStream.range(0, 4)
                .mapToObj(seed -> DEEP.initialise(manager, encoder, Initialization.uniform(seed)))
                .toList();
        List<NDArray> inputs =
                IntStream.range(0, 4).mapToObj(i -> pixels(1, 16, 16)).toList();
        List<float[]> alone = IntStream.range(0, 4)
                .mapToObj(i -> features(encoder, inputs.get(i), DEEP, tasks.get(i)))
                .toList();
        IntStream.range(0, 40).parallel().forEach(run -> {
            try (NDManager own = NDManager.newBaseManager("PyTorch")) {
                int i = run % 4;
                NDArray pixels = own.create(Numbers.of("pixels", 3 * 16 * 16), new Shape(1, 3, 16, 16));
                Tensors prompt = Tensors.of(
                        Map.of("prompt", own.create(Initialized.values(CONFIG, i), new Shape(2, 5, CONFIG.width()))));
                assertThat(features(encoder, pixels, DEEP, prompt)).containsExactly(alone.get(i));
            }
        });
    }

    /** The values that a seed gives to a prompt. */
    private static final class Initialized {
        static float[] values(EncoderConfig config, long seed) {
            Initialization start = Initialization.uniform(seed);
            float[] first = start.tokens(config, 1, 5);
            float[] both = Arrays.copyOf(first, 2 * first.length);
            System.arraycopy(start.tokens(config, 2, 5), 0, both, first.length, first.length);
            return both;
        }
    }

    @Test
    void aSizeThatIsNoMultipleOfThePatchIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> features(encoder, pixels(1, 16, 30), Adaptation.NONE, Tensors.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("width", "30", "nearest: 28 or 32");
        assertThatThrownBy(() -> features(encoder, pixels(1, 3, 16), Adaptation.NONE, Tensors.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("height", "nearest: 4");
    }

    @Test
    void aLayerThatIsNotThereIsRefused() {
        for (List<Integer> layers :
                List.of(List.of(3), List.of(-1, 1), List.of(FeatureLayers.IMAGE), List.<Integer>of())) {
            assertThatThrownBy(() -> encoder.features(
                            manager, pixels(1, 16, 16), layers, Adaptation.NONE, Tensors.empty(), false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("1 to 2");
        }
    }

    @Test
    void theImageIsAmongTheMapsAsItCameIn() {
        NDArray pixels = pixels(2, 16, 24);
        List<Integer> layers = List.of(FeatureLayers.IMAGE, 1, 2);
        NDList whole = encoder.features(manager, pixels, layers, Adaptation.NONE, Tensors.empty(), false);
        VisionEncoder.Input stopped = encoder.below(manager, pixels, 2, layers);
        NDList continued = encoder.features(manager, stopped, layers, Adaptation.NONE, Tensors.empty(), false);

        assertThat(whole.get(0).toFloatArray()).isEqualTo(pixels.toFloatArray());
        for (int i = 0; i < layers.size(); i++) {
            assertThat(continued.get(i).toFloatArray()).isEqualTo(whole.get(i).toFloatArray());
        }
    }

    @Test
    void weightsThatDoNotFitTheirFormAreRefusedByName() {
        EncoderWeights wrong = new EncoderWeights() {
            @Override
            public EncoderConfig config() {
                return CONFIG;
            }

            @Override
            public float[] values(String name) {
                return name.equals("layer.1.qkv.bias")
                        ? new float[5]
                        : TinyEncoder.weights(CONFIG).values(name);
            }
        };
        assertThatThrownBy(() -> VisionEncoder.load(wrong, Precision.FLOAT32))
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll("layer.1.qkv.bias", "5 values", "(96)");
    }
}
