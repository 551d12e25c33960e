package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.TinyEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

class PixelPromptTest {
    private static final ImageSize INPUT = new ImageSize(7, 5);

    private static TuningMethod method(String name, Map<String, String> settings) {
        return TuningMethods.create(name, settings).on(INPUT);
    }

    /** An image of where ones come to lie when every parameter is one: rows of the first channel. */
    private static String drawn(Adaptation adaptation, Map<String, Shape> shapes) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            Map<String, NDArray> ones = new HashMap<>();
            shapes.forEach((name, shape) -> ones.put(name, scope.ones(shape)));
            NDArray zeros = scope.zeros(new Shape(2, 3, INPUT.height(), INPUT.width()));
            return rows(adaptation.pixels(scope, zeros, Tensors.of(ones)).toFloatArray());
        }
    }

    private static String rows(float[] values) {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < INPUT.width() * INPUT.height(); i++) {
            rows.append(values[i] == 0 ? '.' : (char) ('0' + (int) values[i]));
            rows.append((i + 1) % INPUT.width() == 0 ? "\n" : "");
        }
        return rows.toString();
    }

    private static String drawn(TuningMethod method) {
        return drawn(method, method.shapes(TinyEncoder.CONFIG));
    }

    @Test
    void theBorderCoversTheEdgesOnce() {
        assertThat(drawn(method("pixel-border", Map.of("width", "2"))))
                .isEqualTo(
                        """
                        1111111
                        1111111
                        11...11
                        1111111
                        1111111
                        """);
    }

    @Test
    void thePatchLiesWhereItIsTold() {
        assertThat(drawn(method("pixel-patch", Map.of("patch", "2", "place", "4,1"))))
                .isEqualTo(
                        """
                        .......
                        ....11.
                        ....11.
                        .......
                        .......
                        """);
    }

    @Test
    void aFullPromptCoversEverything() {
        assertThat(drawn(method("pixel-full", Map.of()))).doesNotContain(".").doesNotContain("2");
    }

    @Test
    void aPatchAtRandomMovesInTrainingAndLiesInTheCentreLater() {
        TuningMethod method = method("pixel-patch", Map.of("patch", "3", "place", "random"));
        Map<String, Shape> shapes = method.shapes(TinyEncoder.CONFIG);
        Set<String> places = new HashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            String now = drawn(method.inTraining(seed), shapes);
            assertThat(drawn(method.inTraining(seed), shapes)).isEqualTo(now);
            assertThat(now.chars().filter(c -> c == '1').count()).isEqualTo(9);
            places.add(now);
        }
        assertThat(places).hasSize(5 * 3);
        assertThat(drawn(method))
                .isEqualTo(
                        """
                        .......
                        ..111..
                        ..111..
                        ..111..
                        .......
                        """);
    }

    @Test
    void plainValuesLieWhereTheArraysDo() {
        for (String name : new String[] {"pixel-border:2", "pixel-patch:3", "pixel-full"}) {
            TuningMethod method = method(name, Map.of());
            Map<String, FloatTensor> ones = new HashMap<>();
            method.shapes(TinyEncoder.CONFIG).forEach((parameter, shape) -> {
                FloatTensor values = FloatTensor.zeros(shape.getShape());
                Arrays.fill(values.values(), 1);
                ones.put(parameter, values);
            });
            FloatTensor sum = method.constants(TinyEncoder.weights(TinyEncoder.CONFIG), ones)
                    .pixels()
                    .orElseThrow();
            assertThat(sum.shape()).containsExactly(3, 5, 7);
            assertThat(rows(sum.values())).isEqualTo(drawn(method));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pixel-border | width=3    | covers all of 7x5; give at most 2",
                "pixel-border | width=0    | give at least 1",
                "pixel-border | width=wide | no whole number",
                "pixel-patch  | patch=6    | 6 pixels at 0,0 does not lie on the input of 7x5",
                "pixel-patch  | place=9,9  | at 9,9 does not lie",
                "pixel-patch  | place=left | neither X,Y",
                "pixel-full   | input=7x6 | for images of 7x6 pixels, but these have 7x5",
                "pixel-full   | input=big | is not WIDTHxHEIGHT"
            })
    void whatDoesNotFitTheInputIsRefused(String name, String setting, String reason) {
        String[] pair = setting.split("=", 2);
        assertThatThrownBy(() -> method(name, Map.of(pair[0], pair[1])))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        TuningMethod method = method("pixel-border", Map.of("width", "1"));
        try (NDManager scope = NDManager.newBaseManager("PyTorch")) {
            NDArray other = scope.zeros(new Shape(1, 3, 8, 8));
            assertThatThrownBy(() -> method.pixels(scope, other, Tensors.empty()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("made for images of 7x5 pixels, not of 8x8");
        }
    }

    @Test
    void theInputIsRememberedInTheSettings() {
        TuningMethod method = method("pixel-border", Map.of("width", "1"));
        assertThat(method.settings().texts()).containsEntry("input", "7x5");
        assertThat(TuningMethods.create("pixel-border", method.settings())).isEqualTo(method);
    }
}
