package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.GoldenModel;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Checkpointing;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Numbers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.Behind;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/** Every tuning method works on the encoders of all families, with all that training and inference do with it. */
class EveryFamilyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/backbones");
    private static final Map<String, List<String>> FAMILIES = Map.of(
            "huggingface.json",
                    List.of(
                            "clip, vision half",
                            "siglip, vision half",
                            "siglip2, vision half",
                            "vit",
                            "dinov2 with registers",
                            "dinov3",
                            "dinov3, gated"),
            "timm.json", List.of("dinov2 giant with registers", "vit, registers with positions"),
            "open-clip.json", List.of("layer scale"));
    private static final List<Integer> LAYERS = List.of(1, 2);

    @TempDir
    private Path folder;

    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final NDArray pixels = manager.create(Numbers.of("pixels", 2 * 3 * 12 * 16), new Shape(2, 3, 12, 16));

    @AfterEach
    void close() {
        manager.close();
    }

    static List<Arguments> families() throws IOException {
        List<Arguments> families = new ArrayList<>();
        for (Map.Entry<String, List<String>> file : FAMILIES.entrySet()) {
            int before = families.size();
            JsonNode root =
                    new ObjectMapper().readTree(GOLDEN.resolve(file.getKey()).toFile());
            for (JsonNode golden : root.get("cases")) {
                if (file.getValue().contains(golden.get("case").asText())) {
                    families.add(Arguments.of(
                            golden.get("family").asText() + ": "
                                    + golden.get("case").asText(),
                            golden));
                }
            }
            assertThat(families.size() - before).isEqualTo(file.getValue().size());
        }
        return families;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void everyMethodTrainsAndIsTheSameAtInference(String family, JsonNode golden) throws IOException {
        Backbone backbone = Backbone.open(GoldenModel.write(golden, Files.createTempDirectory(folder, "model")));
        try (VisionEncoder full = VisionEncoder.load(backbone, Precision.FLOAT32);
                VisionEncoder half = VisionEncoder.load(backbone, Precision.BFLOAT16);
                Checkpointing checkpointing = new Checkpointing(full);
                OnnxEncoder shared = OnnxEncoder.load(backbone, WeightFormat.FP32, new RuntimeOptions("cpu", 1))) {
            Map<String, String> before = full.fingerprints();
            boolean first = family.equals("vit: vit"); // which meets the combinations of methods too
            for (String name :
                    TinyMethods.names().filter(n -> first || !n.contains("+")).toList()) {
                TuningMethod method = TinyMethods.of(name);
                Tensors parameters = learned(method, full);
                if (!parameters.isEmpty()) {
                    Map<String, float[]> gradients = gradients(full, full.pixels(pixels), method, parameters);
                    assertStep(full, method, parameters, gradients, name);
                    if (method.lowestLayer(full.config()) <= full.config().depth()) {
                        assertSame(inPieces(full, checkpointing, method), gradients, 1e-3, name + ", checkpointing");
                    }
                    Tensors coarse = learned(method, half);
                    gradients(half, half.pixels(pixels), method, coarse)
                            .forEach((parameter, gradient) -> assertThat(gradient)
                                    .as("%s, %s in bf16", name, parameter)
                                    .doesNotContain(Float.NaN));
                    fromTheMiddle(full, method)
                            .ifPresent(cached -> assertSame(cached, gradients, 1e-3, name + ", cached"));
                }
                Tensors own = learned(method, full);
                assertSame(
                        onnx(method.constants(backbone, plain(own)), backbone, shared),
                        features(full, method, own),
                        1e-4,
                        name + " on ONNX Runtime");
            }
            assertThat(full.fingerprints()).isEqualTo(before);
        }
    }

    /** Parameters somewhere behind their start, so that nothing is zero. */
    private Tensors learned(TuningMethod method, VisionEncoder encoder) {
        Tensors start = method.initialise(manager, encoder, Initialization.uniform(5));
        start.asMap().forEach((name, leaf) -> {
            float[] shift = Numbers.of(name, leaf.size());
            for (int i = 0; i < shift.length; i++) {
                shift[i] *= 0.1f;
            }
            leaf.addi(manager.create(shift, leaf.getShape()));
        });
        return start;
    }

    private static Map<String, FloatTensor> plain(Tensors parameters) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        parameters.asMap().forEach((name, array) -> values.put(name, FloatTensor.from(array)));
        return values;
    }

    private Map<String, float[]> features(VisionEncoder encoder, Adaptation method, Tensors parameters) {
        Map<String, float[]> maps = new LinkedHashMap<>();
        try (NDManager scope = manager.newSubManager()) {
            NDList found = encoder.features(scope, pixels, LAYERS, method, parameters, false);
            LAYERS.forEach(
                    layer -> maps.put("layer " + layer, found.get(layer - 1).toFloatArray()));
        }
        return maps;
    }

    private static Map<String, float[]> onnx(Adaptation.Constants constants, Backbone backbone, OnnxEncoder shared) {
        boolean own = !constants.weights().isEmpty() || !constants.branches().isEmpty();
        OnnxEncoder encoder = own
                ? OnnxEncoder.load(backbone.with(constants), WeightFormat.FP32, new RuntimeOptions("cpu", 1))
                : shared;
        float[] values = Numbers.of("pixels", 2 * 3 * 12 * 16);
        try (OnnxEncoder.Features maps = encoder.encode(
                GoldenModel.direct(values), 2, 12, 16, List.of(encoder.prompt(constants.prompt())), LAYERS)) {
            Map<Integer, FloatTensor> given = new LinkedHashMap<>();
            LAYERS.forEach(layer -> given.put(layer, maps.copy(layer)));
            Map<String, float[]> found = new LinkedHashMap<>();
            Behind.adapted(constants, given).forEach((layer, map) -> found.put("layer " + layer, map.values()));
            return found;
        } finally {
            if (own) {
                encoder.close();
            }
        }
    }

    private interface Pass {
        void run(NDManager scope, GradientCollector collector);
    }

    private Map<String, float[]> gradients(Tensors parameters, Pass pass) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            pass.run(scope, collector);
        }
        Map<String, float[]> gradients = new LinkedHashMap<>();
        parameters
                .asMap()
                .forEach((name, leaf) -> gradients.put(name, leaf.getGradient().toFloatArray()));
        return gradients;
    }

    private Map<String, float[]> gradients(
            VisionEncoder encoder, VisionEncoder.Input input, TuningMethod method, Tensors parameters) {
        return gradients(
                parameters,
                (scope, collector) -> collector.backward(
                        loss(scope, encoder.features(scope, input, LAYERS, method, parameters, true))));
    }

    private Map<String, float[]> inPieces(VisionEncoder encoder, Checkpointing checkpointing, TuningMethod method) {
        Tensors parameters = learned(method, encoder);
        return gradients(parameters, (scope, collector) -> {
            Checkpointing.Pass pass = checkpointing.forward(
                    scope, encoder.pixels(pixels), LAYERS, method, method.lowestLayer(encoder.config()), parameters);
            collector.backward(loss(scope, pass.maps()));
            pass.backward(collector);
        });
    }

    /** From the tokens that a cache keeps, where the method leaves the layers below as they are. */
    private Optional<Map<String, float[]>> fromTheMiddle(VisionEncoder encoder, TuningMethod method) {
        EncoderConfig config = encoder.config();
        if (method.lowestLayer(config) < 2) {
            return Optional.empty();
        }
        VisionEncoder.Input below = encoder.below(manager, pixels, method.lowestLayer(config), LAYERS);
        Map<Integer, NDArray> maps = new LinkedHashMap<>();
        below.below().forEach((layer, map) -> maps.put(layer, map.duplicate()));
        VisionEncoder.Input kept = new VisionEncoder.Input(
                below.layer(), below.values().map(NDArray::duplicate), below.rows(), below.columns(), maps);
        Tensors parameters = learned(method, encoder);
        return Optional.of(gradients(encoder, kept, method, parameters));
    }

    private static NDArray loss(NDManager scope, NDList maps) {
        NDArray total = scope.create(0f);
        for (NDArray map : maps) {
            NDArray product = map.mul(scope.create(Numbers.of("loss", map.size()), map.getShape()));
            product.attach(scope);
            total = total.add(product.square().sum());
            total.attach(scope);
        }
        return total;
    }

    /** Downhill by a small step. */
    private void assertStep(
            VisionEncoder encoder,
            TuningMethod method,
            Tensors parameters,
            Map<String, float[]> gradients,
            String name) {
        double start = value(encoder, method, parameters);
        double square = 0;
        for (Map.Entry<String, float[]> gradient : gradients.entrySet()) {
            assertThat(gradient.getValue())
                    .as("%s, %s", name, gradient.getKey())
                    .doesNotContain(Float.NaN);
            for (float g : gradient.getValue()) {
                square += g * g;
            }
        }
        assertThat(square).as(name).isPositive();
        float rate = (float) (1e-3 * start / square);
        parameters
                .asMap()
                .forEach((parameter, leaf) -> leaf.subi(manager.create(gradients.get(parameter), leaf.getShape())
                        .mul(rate)));
        assertThat(value(encoder, method, parameters))
                .as(name + " after a step")
                .isLessThan(start);
    }

    private double value(VisionEncoder encoder, TuningMethod method, Tensors parameters) {
        double total = 0;
        for (float[] map : features(encoder, method, parameters).values()) {
            float[] weights = Numbers.of("loss", map.length);
            for (int i = 0; i < map.length; i++) {
                total += (double) map[i] * weights[i] * map[i] * weights[i];
            }
        }
        return total;
    }

    private static void assertSame(
            Map<String, float[]> actual, Map<String, float[]> expected, double relative, String what) {
        assertThat(actual.keySet()).as(what).isEqualTo(expected.keySet());
        expected.forEach((name, want) -> {
            double largest = 1e-3;
            for (float value : want) {
                largest = Math.max(largest, Math.abs(value));
            }
            float[] found = actual.get(name);
            assertThat(found).as("%s, %s", what, name).hasSameSizeAs(want);
            for (int i = 0; i < want.length; i++) {
                assertThat((double) found[i])
                        .as("%s, %s [%d]", what, name, i)
                        .isCloseTo(want[i], offset(largest * relative));
            }
        });
    }
}
