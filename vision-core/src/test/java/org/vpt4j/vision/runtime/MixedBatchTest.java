package org.vpt4j.vision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethods;

/** Images of different tasks in one batch. */
class MixedBatchTest {
    private static final List<Integer> BOTH = List.of(1, 2);
    private static final EncoderWeights WEIGHTS = TinyEncoder.weights(TinyEncoder.CONFIG);
    private static final int SIDE = 64;
    private static OnnxEncoder encoder;

    @BeforeAll
    static void load() {
        encoder = OnnxEncoder.load(WEIGHTS, WeightFormat.FP32, Encoded.ONE_THREAD);
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    private static EncoderPrompt prompt(String name, String seed) {
        TuningMethod method = TuningMethods.create(name, Map.of()).on(new ImageSize(SIDE, SIDE));
        return encoder.prompt(method.constants(WEIGHTS, Encoded.learned(method, TinyEncoder.CONFIG, seed)));
    }

    @ParameterizedTest
    @CsvSource({"vpt-deep, vpt-deep", "vpt-shallow, vpt-shallow", "pixel-border, head-only", "pixel-border, pixel-full"
    })
    void everyImageGetsWhatItGetsAlone(String first, String second) {
        EncoderPrompt one = prompt(first, "one");
        EncoderPrompt two = prompt(second, "two");
        assertThat(one.tokenCounts()).isEqualTo(two.tokenCounts());
        List<EncoderPrompt> rows = List.of(one, two, two, one);
        FloatTensor pixels = Encoded.pixels(rows.size(), SIDE, SIDE);
        Map<Integer, FloatTensor> together = Encoded.shared(encoder, pixels, rows, BOTH);
        List<FloatTensor> alone = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            FloatTensor image =
                    new FloatTensor(new long[] {1, 3, SIDE, SIDE}, pixels.at(i).values());
            FloatTensor map =
                    Encoded.shared(encoder, image, List.of(rows.get(i)), BOTH).get(2);
            alone.add(map.at(0));
            assertThat(Encoded.largestDifference(together.get(2).at(i), map.at(0)))
                    .isLessThan(1e-5);
        }
        assertThat(Encoded.largestDifference(alone.get(0), alone.get(3))).isGreaterThan(1e-3); // other pixels
        FloatTensor asOne = Encoded.shared(encoder, pixels, List.of(one), BOTH).get(2);
        assertThat(Encoded.largestDifference(asOne.at(1), alone.get(1))).isGreaterThan(1e-3); // another task
    }

    @Test
    void aPromptForSomeLayersGoesWithTheSameLayersOnly() {
        TuningMethod last = TuningMethods.create("vpt-deep", Map.of("layers", "last:1"));
        EncoderPrompt some = encoder.prompt(last.constants(WEIGHTS, Encoded.learned(last, TinyEncoder.CONFIG, "")));
        assertThat(some.tokenCounts()).containsExactly(0, 0, 10);
        assertThatThrownBy(() -> Encoded.shared(
                        encoder, Encoded.pixels(2, SIDE, SIDE), List.of(some, prompt("vpt-deep", "")), BOTH))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("[0, 0, 10]", "[0, 10, 10]");
    }

    @Test
    void promptsMustBeOneOrOneForEachImage() {
        EncoderPrompt none = encoder.prompt(Adaptation.Constants.NONE);
        assertThatThrownBy(() -> Encoded.shared(encoder, Encoded.pixels(3, SIDE, SIDE), List.of(none, none), BOTH))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("2 prompts for 3 images");
    }

    @Test
    void aPixelPromptOfAnotherSizeIsRefused() {
        EncoderPrompt border = prompt("pixel-border", "");
        assertThatThrownBy(() -> Encoded.shared(encoder, Encoded.pixels(1, 32, SIDE), List.of(border), BOTH))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("64 pixels high", "32");
    }

    @Test
    void callersMayShareAPromptAndAnEncoder() {
        EncoderPrompt prompt = prompt("vpt-deep", "one");
        FloatTensor pixels = Encoded.pixels(1, SIDE, SIDE);
        float[] alone =
                Encoded.shared(encoder, pixels, List.of(prompt), BOTH).get(2).values();
        boolean same = IntStream.range(0, 40)
                .parallel()
                .allMatch(i -> Arrays.equals(
                        alone,
                        Encoded.shared(encoder, pixels, List.of(prompt), BOTH)
                                .get(2)
                                .values()));
        assertThat(same).isTrue();
    }
}
