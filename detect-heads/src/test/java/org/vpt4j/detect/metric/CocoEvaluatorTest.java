package org.vpt4j.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoMetrics.ClassMetrics;
import org.vpt4j.vision.image.Box;

/** Cases small enough to compute by hand. */
class CocoEvaluatorTest {

    /** Small: 400 square pixels. */
    private static final Box HERE = new Box(0, 0, 20, 20);

    private static final Box THERE = new Box(100, 100, 120, 120);
    private static final Box NOWHERE = new Box(200, 200, 220, 220);

    /** IoU with {@link #HERE} 0.8: a hit at the thresholds 0.50 to 0.80, which are seven of ten. */
    private static final Box NEARLY_HERE = new Box(0, 0, 20, 16);

    private final CocoEvaluator evaluator = new CocoEvaluator(1);

    private static Annotation truth(Box box) {
        return Annotation.of(0, box);
    }

    private static Annotation crowd(Box box) {
        return new Annotation(0, box, true, box.area());
    }

    private static Detection found(Box box, double score) {
        return new Detection(0, box, score);
    }

    @Test
    void oneHitOfTwoObjectsReachesHalfOfTheRecall() {
        evaluator.addImage(1, List.of(truth(HERE), truth(THERE)), List.of(found(HERE, 0.9)));

        CocoMetrics metrics = evaluator.evaluate();

        // Precision 1 at the recalls 0 to 0.50, which are 51 of 101 points.
        assertThat(metrics.ap50()).isCloseTo(51 / 101.0, within(1e-12));
        assertThat(metrics.ar100()).isEqualTo(0.5);
        assertThat(metrics.curve().precision().get(50)).isCloseTo(1, within(1e-12));
        assertThat(metrics.curve().precision().get(51)).isZero();
    }

    @Test
    void aFalseAlarmBeforeTheHitHalvesThePrecision() {
        evaluator.addImage(1, List.of(truth(HERE)), List.of(found(HERE, 0.5), found(NOWHERE, 0.9)));

        CocoMetrics metrics = evaluator.evaluate();

        assertThat(metrics.ap()).isCloseTo(0.5, within(1e-12));
        assertThat(metrics.ar1())
                .as("the one detection that counts is the wrong one")
                .isZero();
        assertThat(metrics.ar10()).isEqualTo(1);
    }

    @Test
    void aLooseBoxCountsOnlyAtTheThresholdsItReaches() {
        evaluator.addImage(1, List.of(truth(HERE)), List.of(found(NEARLY_HERE, 0.9)));

        CocoMetrics metrics = evaluator.evaluate();

        assertThat(metrics.ap50()).isCloseTo(1, within(1e-12));
        assertThat(metrics.ap75()).isCloseTo(1, within(1e-12));
        assertThat(metrics.ap()).isCloseTo(0.7, within(1e-12));
        assertThat(metrics.perClass().get(0).ap()).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void theSecondDetectionOfAnObjectIsWrong() {
        evaluator.addImage(1, List.of(truth(HERE)), List.of(found(HERE, 0.9), found(HERE, 0.8)));

        evaluator.addImage(2, List.of(truth(HERE)), List.of(found(HERE, 0.7)));

        // Right, wrong, right: the best precision at recall 1 is 2/3.
        assertThat(evaluator.evaluate().ap50()).isCloseTo((51 + 50 * (2 / 3.0)) / 101, within(1e-12));
    }

    @Test
    void detectionsOnACrowdAreNeitherRightNorWrong() {
        evaluator.addImage(
                1,
                List.of(crowd(new Box(100, 100, 200, 200)), truth(HERE)),
                List.of(found(THERE, 0.99), found(THERE, 0.98), found(HERE, 0.5)));

        assertThat(evaluator.evaluate().ap()).isCloseTo(1, within(1e-12));
        assertThat(evaluator.evaluate().perClass().get(0).objects()).isEqualTo(1);
    }

    @Test
    void theAreaOfTheAnnotationDecidesItsSizeNotItsBox() {
        Box wide = new Box(0, 0, 40, 40);
        evaluator.addImage(1, List.of(new Annotation(0, wide, false, 500)), List.of(found(wide, 0.9)));

        CocoMetrics metrics = evaluator.evaluate();

        assertThat(metrics.apSmall()).isCloseTo(1, within(1e-12));
        assertThat(metrics.apMedium()).isEqualTo(CocoMetrics.ABSENT);
    }

    @Test
    void anAreaOnTheBorderBelongsToBothSizes() {
        Box border = new Box(0, 0, 32, 32);
        evaluator.addImage(1, List.of(truth(border)), List.of(found(border, 0.9)));

        CocoMetrics metrics = evaluator.evaluate();

        assertThat(metrics.apSmall()).isCloseTo(1, within(1e-12));
        assertThat(metrics.apMedium()).isCloseTo(1, within(1e-12));
        assertThat(metrics.apLarge()).isEqualTo(CocoMetrics.ABSENT);
    }

    @Test
    void aClassWithoutObjectsDoesNotEnterTheMean() {
        CocoEvaluator two = new CocoEvaluator(2);
        two.addImage(1, List.of(truth(HERE)), List.of(found(HERE, 0.9), new Detection(1, HERE, 0.9)));

        CocoMetrics metrics = two.evaluate();

        assertThat(metrics.ap()).isCloseTo(1, within(1e-12));
        assertThat(metrics.perClass().get(1))
                .isEqualTo(new ClassMetrics(
                        0, CocoMetrics.ABSENT, CocoMetrics.ABSENT, OperatingPoints.PrecisionRecallCurve.absent()));
    }

    @Test
    void objectsThatNobodyFoundGiveZero() {
        evaluator.addImage(1, List.of(truth(HERE)), List.of());

        assertThat(evaluator.evaluate().ap()).isZero();
        assertThat(evaluator.evaluate().ar100()).isZero();
    }

    @Test
    void withoutAnyImageEveryNumberIsAbsent() {
        assertThat(evaluator.evaluate().toMap().values()).hasSize(12).containsOnly(CocoMetrics.ABSENT);
    }

    @Test
    void theNumbersHaveNamesInAFixedOrder() {
        assertThat(evaluator.evaluate().toMap().keySet())
                .containsExactly(
                        "ap",
                        "ap50",
                        "ap75",
                        "ap_small",
                        "ap_medium",
                        "ap_large",
                        "ar1",
                        "ar10",
                        "ar100",
                        "ar_small",
                        "ar_medium",
                        "ar_large");
    }

    @Test
    void theSameImageTwiceIsRefused() {
        evaluator.addImage(7, List.of(), List.of());

        assertThatThrownBy(() -> evaluator.addImage(7, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image 7");
    }

    @Test
    void aClassBeyondTheLastIsRefusedAndNothingOfTheImageIsKept() {
        assertThatThrownBy(() -> evaluator.addImage(7, List.of(), List.of(new Detection(1, HERE, 0.5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image 7")
                .hasMessageContaining("class index 1");
        evaluator.addImage(7, List.of(truth(HERE)), List.of(found(HERE, 0.5)));
        assertThat(evaluator.evaluate().ap()).isCloseTo(1, within(1e-12));
    }
}
