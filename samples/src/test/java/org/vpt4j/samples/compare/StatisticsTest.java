package org.vpt4j.samples.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatisticsTest {
    static Stream<String> golden() throws Exception {
        try (InputStream in = StatisticsTest.class.getResourceAsStream("/golden/statistics/paired-tests.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(2).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void itGivesWhatSciPyGives(String row) {
        String[] cells = row.split(";", -1);

        PairedTest test = PairedTest.of(numbers(cells[1]), numbers(cells[2]));

        assertThat(test.difference()).isCloseTo(Double.parseDouble(cells[3]), within(1e-12));
        assertThat(test.halfWidth()).isCloseTo(Double.parseDouble(cells[4]), within(1e-9));
        assertThat(test.tTest()).isCloseTo(Double.parseDouble(cells[5]), within(1e-9));
        assertThat(test.signFlip()).isCloseTo(Double.parseDouble(cells[6]), within(1e-12));
    }

    private static List<Double> numbers(String text) {
        return Stream.of(text.split(" ", -1)).map(Double::valueOf).toList();
    }

    @Test
    void withThreeSeedsTheSignFlipTestCannotGoBelowAQuarter() {
        PairedTest test = PairedTest.of(List.of(0.9, 0.91, 0.92), List.of(0.1, 0.12, 0.09));

        assertThat(test.signFlip()).isEqualTo(0.25).isEqualTo(PairedTest.leastSignFlip(3));
    }

    @Test
    void oneSeedOrEqualDifferencesAreNotTested() {
        assertThat(PairedTest.of(List.of(0.5), List.of(0.4)).tTest()).isNaN();
        assertThat(PairedTest.of(List.of(0.5, 0.5), List.of(0.25, 0.25)).tTest())
                .isNaN();
    }

    @Test
    void listsOfDifferentLengthAreRefused() {
        assertThatThrownBy(() -> PairedTest.of(List.of(0.5), List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holmMultipliesTheSmallestByTheNumberOfTestsAndNeverFallsBelowTheOneBefore() {
        assertThat(PairedTest.holm(List.of(0.04, 0.01, Double.NaN, 0.03)))
                .containsExactly(0.06, 0.03, Double.NaN, 0.06);
        assertThat(PairedTest.holm(List.of(0.9, 0.8))).containsExactly(1.0, 1.0);
    }

    @Test
    void aSpreadIsThatOfTheSampleAndLeavesOutWhatWasNotMeasured() {
        Spread spread = Spread.of(List.of(1.0, Double.NaN, 3.0));

        assertThat(spread.mean()).isEqualTo(2);
        assertThat(spread.deviation()).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(spread.text(1)).isEqualTo("2.0 ± 1.4");
        assertThat(Spread.of(List.of(0.5)).text(3)).isEqualTo("0.500");
        assertThat(Spread.of(List.of()).text(3)).isEqualTo("–");
    }

    @Test
    void aDifferenceThatEveryImageShowsIsOutsideOfNoiseAndOneThatHangsOnAnImageIsNot() {
        ImageBootstrap everywhere = ImageBootstrap.of(20, List.of(counts -> 0.6), List.of(counts -> 0.5), 200, 1);
        ImageBootstrap one = ImageBootstrap.of(20, List.of(counts -> counts[0] / 20.0), List.of(counts -> 0), 500, 1);

        assertThat(everywhere.excludesZero()).isTrue();
        assertThat(everywhere.low()).isCloseTo(0.1, within(1e-12));
        assertThat(one.low()).isZero();
        assertThat(one.high()).isPositive();
        assertThat(one.excludesZero()).isFalse();
    }
}
