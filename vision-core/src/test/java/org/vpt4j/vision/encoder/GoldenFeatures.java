package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** Reads what {@code make_encoder_golden.py} and {@code make_adapter_golden.py} wrote, and holds an encoder against it. */
final class GoldenFeatures {
    private GoldenFeatures() {}

    static Stream<JsonNode> cases(String resource) {
        try (InputStream in = GoldenFeatures.class.getResourceAsStream("/golden/encoder/" + resource)) {
            return StreamSupport.stream(
                    new ObjectMapper().readTree(in).get("cases").spliterator(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compares sampled values (largest absolute error) and sums of every layer's feature map. */
    static void check(VisionEncoder encoder, JsonNode golden, int images, double tolerance) {
        TuningMethod method = method(golden.get("prompt").asText());
        Shape pixels = new Shape(
                images, 3, golden.get("height").asLong(), golden.get("width").asLong());
        List<Integer> layers = golden.get("layers").findValuesAsText("layer").stream()
                .map(Integer::valueOf)
                .toList();
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDList maps = encoder.features(
                    scope,
                    scope.create(Numbers.of("pixels", pixels.size()), pixels),
                    layers,
                    method,
                    prompt(scope, method, encoder.config()),
                    false);
            for (int i = 0; i < layers.size(); i++) {
                compare(maps.get(i), golden.get("layers").get(i), tolerance);
            }
        }
    }

    private static void compare(NDArray map, JsonNode layer, double tolerance) {
        String where = "layer " + layer.get("layer") + " of shape " + map.getShape();
        float[] values = map.toFloatArray();
        int step = layer.get("step").asInt();
        JsonNode every = layer.get("every");
        assertThat(every).as(where).hasSize((values.length + step - 1) / step);
        double worst = 0;
        for (int i = 0; i < every.size(); i++) {
            worst = Math.max(worst, Math.abs(values[i * step] - every.get(i).asDouble()));
        }
        assertThat(worst).as("largest error, " + where).isLessThanOrEqualTo(tolerance);
        double sum = 0;
        double absolute = 0;
        for (float value : values) {
            sum += value;
            absolute += Math.abs(value);
        }
        double mean = tolerance * values.length / 10;
        assertThat(sum).as("sum, " + where).isCloseTo(layer.get("sum").asDouble(), within(mean));
        assertThat(absolute)
                .as("sum of absolute values, " + where)
                .isCloseTo(layer.get("absoluteSum").asDouble(), within(mean));
    }

    private static TuningMethod method(String prompt) {
        return switch (prompt) {
            case "none" -> TuningMethods.create("head-only", Map.of());
            case "adaptformer" -> TuningMethods.create(prompt, Map.of("bottleneck", "5", "strength", "0.5"));
            case "mona", "side" -> TuningMethods.create(prompt, Map.of("bottleneck", "5"));
            case "shallow" -> TuningMethods.create("vpt-shallow", Map.of("tokens", "5"));
            default -> TuningMethods.create("vpt-deep", Map.of("layers", prompt.substring("deep ".length())));
        };
    }

    private static Tensors prompt(NDManager owner, TuningMethod method, EncoderConfig config) {
        Map<String, NDArray> arrays = new HashMap<>();
        method.shapes(config).forEach((name, shape) -> {
            float[] values = Numbers.of(name, shape.size());
            double size = name.equals("prompt") ? 1 : 0.3;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (size * values[i]);
            }
            arrays.put(name, owner.create(values, shape));
        });
        return Tensors.of(arrays);
    }
}
