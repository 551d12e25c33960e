package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.script.Tensors;

/**
 * What leaves every layer of tiny models of all families, read from files as their own software saves them, equals what that
 * software computes; in training's encoder and in inference's.
 */
class BackboneGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/backbones");
    private static final double RELATIVE = 1e-4; // of the largest value

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> huggingFace() throws IOException {
        return tests("huggingface.json");
    }

    @TestFactory
    Stream<DynamicTest> timm() throws IOException {
        return tests("timm.json");
    }

    @TestFactory
    Stream<DynamicTest> openClip() throws IOException {
        return tests("open-clip.json");
    }

    private Stream<DynamicTest> tests(String file) throws IOException {
        JsonNode cases =
                new ObjectMapper().readTree(GOLDEN.resolve(file).toFile()).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(golden -> DynamicTest.dynamicTest(golden.get("case").asText(), () -> check(golden)));
    }

    private void check(JsonNode golden) throws IOException {
        Backbone backbone = Backbone.open(GoldenModel.write(golden, Files.createTempDirectory(folder, "model")));
        int patch = backbone.config().patch();
        int height = golden.get("height").asInt() / patch * patch;
        int width = golden.get("width").asInt() / patch * patch;
        int depth = backbone.config().depth();
        List<Integer> layers = IntStream.rangeClosed(1, depth).boxed().toList();
        float[] pixels = GoldenModel.cropped(golden, height, width);
        try (VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32);
                NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray input = scope.create(pixels, new Shape(1, 3, height, width));
            List<float[]> states = new ArrayList<>();
            encoder.hiddenStates(scope, input, layers).forEach(state -> states.add(state.toFloatArray()));
            for (int i = 0; i < depth; i++) {
                assertClose(states.get(i), golden.get("layers").get(i), "layer " + (i + 1));
            }
            float[] features = encoder.features(scope, input, List.of(depth), Adaptation.NONE, Tensors.empty(), false)
                    .singletonOrThrow()
                    .toFloatArray();
            JsonNode normed =
                    golden.get("normed").isNull() ? golden.get("layers").get(depth - 1) : golden.get("normed");
            assertFeatures(features, backbone, normed, golden.get("tokens").asInt(), "features");
            try (OnnxEncoder inference = OnnxEncoder.load(backbone, WeightFormat.FP32, RuntimeOptions.DEFAULT);
                    OnnxEncoder.Features found = inference.encode(
                            GoldenModel.direct(pixels),
                            1,
                            height,
                            width,
                            List.of(inference.prompt(Adaptation.Constants.NONE)),
                            List.of(depth))) {
                float[] exported = found.copy(depth).values();
                assertFeatures(exported, backbone, normed, golden.get("tokens").asInt(), "features in ONNX");
            }
        }
    }

    /** Sampled values [T, D] of the patches equal those of the map [D, h, w]. */
    private static void assertFeatures(float[] map, Backbone backbone, JsonNode sample, int tokens, String what) {
        int width = backbone.config().width();
        int prefix = backbone.config().prefixTokens();
        int patches = tokens - prefix;
        assertThat(map).as(what).hasSize(patches * width);
        float[] rows = new float[tokens * width];
        for (int t = 0; t < patches; t++) {
            for (int d = 0; d < width; d++) {
                rows[(prefix + t) * width + d] = map[d * patches + t];
            }
        }
        assertSampled(rows, sample, prefix * width, what);
    }

    private static void assertClose(float[] values, JsonNode sample, String what) {
        double sum = 0;
        for (float value : values) {
            sum += Math.abs(value);
        }
        double expected = sample.get("absoluteSum").asDouble();
        assertThat(sum).as(what + ", sum").isCloseTo(expected, offset(expected * RELATIVE));
        assertSampled(values, sample, 0, what);
    }

    private static void assertSampled(float[] values, JsonNode sample, int from, String what) {
        int step = sample.get("step").asInt();
        double largest = 0;
        for (JsonNode value : sample.get("every")) {
            largest = Math.max(largest, Math.abs(value.asDouble()));
        }
        for (int i = 0; i < sample.get("every").size(); i++) {
            if (i * step >= from) {
                assertThat((double) values[i * step])
                        .as(what + ", value " + i * step)
                        .isCloseTo(sample.get("every").get(i).asDouble(), offset(largest * RELATIVE));
            }
        }
    }
}
