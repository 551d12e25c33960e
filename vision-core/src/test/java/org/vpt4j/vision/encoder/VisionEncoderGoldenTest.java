package org.vpt4j.vision.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vpt4j.vision.backbone.Backbone;

/** Feature maps equal those of Hugging Face's models, where prompts are tokens that are inserted and replaced, and adapters are hooks. */
class VisionEncoderGoldenTest {
    private static final Path DINOV2 = Path.of("src/main/resources/org/vpt4j/backbones/dinov2-small");

    @TestFactory
    Stream<DynamicTest> everySwitchOfTheFormEqualsHuggingFace() {
        return Stream.of("encoder-tiny.json", "adapters-tiny.json")
                .flatMap(GoldenFeatures::cases)
                .map(golden -> DynamicTest.dynamicTest(
                        golden.get("model").asText() + ", prompt "
                                + golden.get("prompt").asText(),
                        () -> {
                            try (VisionEncoder encoder = TinyEncoder.of(config(golden), Precision.FLOAT32)) {
                                GoldenFeatures.check(encoder, golden, 2, 1e-5);
                            }
                        }));
    }

    private static EncoderConfig config(JsonNode golden) {
        return EncoderConfig.of(4, 32, 2, 4)
                .withHidden(64)
                .withGrid(5)
                .withRegisters(golden.get("registers").asInt())
                .withLayerScale(golden.get("layerScale").asBoolean())
                .withGelu(golden.get("quickGelu").asBoolean() ? EncoderConfig.Gelu.QUICK : EncoderConfig.Gelu.EXACT)
                .withEpsilon(golden.get("epsilon").asDouble())
                .withAntialiasing(golden.get("registers").asInt() > 0);
    }

    @TestFactory
    Stream<DynamicTest> theEmbeddedBackboneEqualsHuggingFaceAtEverySize() {
        Backbone backbone = Backbone.open(DINOV2);
        return GoldenFeatures.cases("encoder-dinov2-small.json")
                .map(golden -> DynamicTest.dynamicTest(
                        golden.get("height") + "x" + golden.get("width") + " (HxW), prompt "
                                + golden.get("prompt").asText(),
                        () -> {
                            try (VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32)) {
                                GoldenFeatures.check(encoder, golden, 1, 2e-3);
                            }
                        }));
    }
}
