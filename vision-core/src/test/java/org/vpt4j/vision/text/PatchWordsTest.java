package org.vpt4j.vision.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/** Patches in the space of texts against transformers; golden/text/make_text_golden.py made models and values. */
class PatchWordsTest {
    @TempDir
    private Path copies;

    @ParameterizedTest
    @ValueSource(strings = {"clip", "clip-legacy-end", "siglip", "open-clip", "open-clip-siglip"})
    void patchesAreThoseOfTheReferencesModules(String model) throws IOException {
        Path folder = GoldenText.folder(model, copies);
        JsonNode golden =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        Backbone backbone = Backbone.open(folder);
        VisionLanguage words = VisionLanguage.of(backbone);
        VisionLanguage.Patches shape = words.patches();
        int side = (int) Math.sqrt(golden.path("pixels").size() / 3.0);
        int patches =
                side / backbone.config().patch() * (side / backbone.config().patch());
        try (VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32);
                NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray pixels = scope.create(floats(golden.path("pixels")), new Shape(1, 3, side, side));
            NDArray map = encoder.features(
                            scope, pixels, List.of(shape.layer()), Adaptation.NONE, Tensors.empty(), false)
                    .singletonOrThrow();
            float[] features = map.transpose(0, 2, 3, 1).toFloatArray();
            float[] expected = floats(golden.path("patches"));
            int width = backbone.config().width();
            assertThat(expected).hasSize(patches * shape.joint());
            for (int patch = 0; patch < patches; patch++) {
                double[] x = new double[width];
                for (int i = 0; i < width; i++) {
                    x[i] = features[patch * width + i];
                }
                double[] e = embedded(x, shape, words.patchWeights());
                for (int i = 0; i < e.length; i++) {
                    assertThat(e[i])
                            .as("patch %d, value %d", patch, i)
                            .isCloseTo(expected[patch * e.length + i], within(1e-4));
                }
            }
        }
    }

    private static double[] embedded(double[] x, VisionLanguage.Patches shape, Map<String, FloatTensor> w) {
        double[] value = linear(x, w, "value");
        double[] normed = norm(value, shape.epsilon());
        double[] e;
        if (shape.hidden() == 0) {
            e = linear(normed, w, "out");
        } else {
            double[] hidden = linear(normed, w, "fc1");
            for (int i = 0; i < hidden.length; i++) {
                double h = hidden[i];
                hidden[i] = h / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (h + 0.044715 * h * h * h)));
            }
            e = linear(hidden, w, "fc2");
            for (int i = 0; i < e.length; i++) {
                e[i] += value[i];
            }
        }
        double length = 0;
        for (double v : e) {
            length += v * v;
        }
        for (int i = 0; i < e.length; i++) {
            e[i] /= Math.sqrt(length);
        }
        return e;
    }

    private static double[] linear(double[] x, Map<String, FloatTensor> w, String name) {
        float[] matrix = w.get(name + ".weight").values();
        float[] bias = w.get(name + ".bias").values();
        double[] y = new double[bias.length];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias[o];
            for (int i = 0; i < x.length; i++) {
                y[o] += matrix[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] norm(double[] x, double epsilon) {
        double mean = 0;
        for (double v : x) {
            mean += v / x.length;
        }
        double variance = 0;
        for (double v : x) {
            variance += (v - mean) * (v - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
        }
        return y;
    }

    private static float[] floats(JsonNode numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return values;
    }
}
