package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.InputTransform;

/** Images are prepared as each family's own software prepares them. */
class PreprocessingGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/backbones/preprocessing.json");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyFamilysOwnPreprocessing() throws IOException {
        JsonNode cases = new ObjectMapper().readTree(GOLDEN.toFile()).get("cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(golden -> DynamicTest.dynamicTest(
                        golden.get("family").asText() + " " + golden.get("image"), () -> check(golden)));
    }

    private void check(JsonNode golden) throws IOException {
        Path own = Files.createTempDirectory(folder, "model");
        if (golden.has("preprocessor")) {
            AtomicFiles.writeString(
                    own.resolve("preprocessor_config.json"),
                    golden.get("preprocessor").toString());
        }
        ModelConfig json = new ModelConfig(golden.get("config"), "config.json");
        BackboneFamily family = BackboneFamilies.of(json);
        EncoderConfig config = family instanceof TimmVit
                ? EncoderConfig.of(16, 16, 1, 2)
                : family.config(json.withDefaults(Map.of("image_size", 224)));
        InputTransform transform = new Preprocessor(own, family, json).transform(config);
        Image image = image(
                golden.get("image").get(0).asInt(), golden.get("image").get(1).asInt());
        assertThat(transform.size(image.size()))
                .isEqualTo(new ImageSize(
                        golden.get("width").asInt(), golden.get("height").asInt()));
        float[] pixels = transform.apply(image);
        double sum = 0;
        JsonNode every = golden.get("every");
        for (int i = 0; i < every.size(); i++) {
            int at = i * golden.get("step").asInt();
            int channel = at / (pixels.length / 3);
            double std = transform.normalization().std().get(channel);
            sum += Math.abs(pixels[at] - every.get(i).asDouble()) * std;
        }
        assertThat(sum / every.size()).as("mean difference of values in [0, 1]").isLessThan(0.5 / 255);
    }

    /** As in {@code make_preprocessing_golden.py}. */
    private static Image image(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++, i++) {
                    rgb[i] = (byte) (x * (3 + c) + y * (5 - c) + (x * y) / 7 + 40 * ((x / 9 + y / 11) % 2));
                }
            }
        }
        return Image.of(new ImageSize(width, height), rgb);
    }
}
