package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;

class InitializationTest {
    private static final EncoderConfig CONFIG = TinyEncoder.CONFIG;

    @Test
    void uniformValuesFillTheRangeOfThePaper() {
        double v = Math.sqrt(6.0 / (3 * 4 * 4 + 32));
        float[] values = Initialization.uniform(1).tokens(CONFIG, 1, 500);
        double largest = 0;
        double mean = 0;
        double variance = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
            mean += value / values.length;
            variance += value * value / values.length;
        }
        assertThat(largest).isBetween(0.99 * v, v);
        assertThat(mean).isCloseTo(0, within(0.01));
        assertThat(variance).isCloseTo(v * v / 3, within(0.01 * v * v));
    }

    @Test
    void seedAndLayerDecideTheValuesAndNothingElse() {
        float[] values = Initialization.uniform(1).tokens(CONFIG, 2, 3);
        assertThat(Initialization.uniform(1).tokens(CONFIG, 2, 3)).containsExactly(values);
        assertThat(Initialization.uniform(1).tokens(CONFIG, 1, 3)).isNotEqualTo(values);
        assertThat(Initialization.uniform(2).tokens(CONFIG, 2, 3)).isNotEqualTo(values);
    }

    @Test
    void kMeansFindsTheCentresOfClustersThatLieApart() {
        float[][] centres = {{0, 0, 5}, {9, 0, 0}, {0, -9, 0}};
        SplittableRandom random = new SplittableRandom(3);
        float[][] points = new float[90][];
        for (int i = 0; i < points.length; i++) {
            points[i] = centres[i % 3].clone();
            points[i][1] += i / 3 % 2 == 0 ? 0.5f : -0.5f; // around the centre
        }
        float[][] found = KMeans.cluster(points, 3, random);
        assertThat(Arrays.stream(found).map(Arrays::toString))
                .containsExactlyInAnyOrder(
                        Arrays.stream(centres).map(Arrays::toString).toArray(String[]::new));
    }

    @Test
    void aPrototypeOfAllPatchesIsTheirMeanAtTheLayersInput() {
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray pixels = pixels(manager);
            PatchPrototypes prototypes = new PatchPrototypes(List.of(1, 2), 4);
            prototypes.add(encoder, pixels);
            for (int layer = 1; layer <= 2; layer++) {
                float[] mean = encoder.layerInputs(manager, pixels, List.of(layer))
                        .get(0)
                        .mean(new int[] {0})
                        .mean(new int[] {0})
                        .toFloatArray();
                assertThat(prototypes.tokens(CONFIG, layer, 1))
                        .usingComparatorWithPrecision(1e-5f)
                        .containsExactly(mean);
            }
        }
    }

    @Test
    void prototypesAreTheSameForTheSameSeedAndStartAPrompt() {
        try (VisionEncoder encoder = TinyEncoder.of(CONFIG, Precision.FLOAT32);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            DeepPrompt method = new DeepPrompt(3, LayerSelection.of("last:1"));
            float[] first = null;
            for (int run = 0; run < 2; run++) {
                PatchPrototypes prototypes = new PatchPrototypes(method.promptLayers(CONFIG), 4, 6);
                prototypes.add(encoder, pixels(manager));
                float[] prompt = method.initialise(manager, encoder, prototypes)
                        .get("prompt")
                        .toFloatArray();
                first = first == null ? prompt : first;
                assertThat(prompt).containsExactly(first);
                assertThat(prototypes.isFull()).isFalse();
            }
        }
    }

    @Test
    void morePrototypesThanPatchesAreRefused() {
        PatchPrototypes none = new PatchPrototypes(List.of(1), 4);
        assertThatThrownBy(() -> none.tokens(CONFIG, 1, 3))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("3 prototypes", "gave 0");
    }

    /** Two images of 4x4 patches. */
    private static NDArray pixels(NDManager manager) {
        return manager.create(Numbers.of("pixels", 2 * 3 * 16 * 16), new Shape(2, 3, 16, 16));
    }
}
