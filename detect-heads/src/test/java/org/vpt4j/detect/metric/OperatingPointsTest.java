package org.vpt4j.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.OperatingPoints.OperatingPoint;
import org.vpt4j.vision.image.Box;

class OperatingPointsTest {

    private static Box spot(int index) {
        return new Box(index * 30, 0, index * 30 + 20, 20);
    }

    /** One class: objects on the spots 0 to {@code objects - 1}, and detections on the given spots. */
    private static OperatingPoints points(int objects, int[] spots, double[] scores) {
        CocoEvaluator evaluator = new CocoEvaluator(1);
        List<Annotation> truth = new ArrayList<>();
        List<Detection> found = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            truth.add(Annotation.of(0, spot(i)));
        }
        for (int i = 0; i < spots.length; i++) {
            found.add(new Detection(0, spot(spots[i]), scores[i]));
        }
        evaluator.addImage(1, truth, found);
        return evaluator.operatingPoints();
    }

    @Test
    void theBestThresholdLiesBetweenTheLastHitAndTheAlarmsBelow() {
        OperatingPoint best = points(3, new int[] {0, 1, 8, 9, 2}, new double[] {0.9, 0.8, 0.3, 0.2, 0.1})
                .overall();

        // F1 after two: 4/5; after five: 6/8.
        assertThat(best.threshold()).isCloseTo(0.55, within(1e-12));
        assertCounts(best, 2, 0, 1);
        assertThat(best.f1()).isCloseTo(0.8, within(1e-12));
        assertThat(best.precision()).isEqualTo(1);
        assertThat(best.recall()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void noThresholdPartsEqualScores() {
        OperatingPoint best =
                points(1, new int[] {0, 8}, new double[] {0.6, 0.6}).overall();

        assertThat(best.threshold()).isCloseTo(0.3, within(1e-12));
        assertCounts(best, 1, 1, 0);
    }

    @Test
    void whereNothingIsRightTheThresholdIsTheDefault() {
        OperatingPoint best =
                points(1, new int[] {8, 9}, new double[] {0.9, 0.2}).overall();

        assertThat(best).isEqualTo(new OperatingPoint(0.5, 0, 1, 1));
        assertThat(best.f1()).isZero();
    }

    @Test
    void eachClassIsCountedAtTheOverallThresholdAndAtItsOwn() {
        CocoEvaluator evaluator = new CocoEvaluator(2);
        evaluator.addImage(
                1,
                List.of(
                        Annotation.of(0, spot(0)),
                        Annotation.of(0, spot(1)),
                        Annotation.of(0, spot(2)),
                        Annotation.of(1, spot(3))),
                List.of(
                        new Detection(0, spot(0), 0.9),
                        new Detection(0, spot(1), 0.9),
                        new Detection(0, spot(2), 0.9),
                        new Detection(1, spot(8), 0.5),
                        new Detection(1, spot(9), 0.5),
                        new Detection(1, spot(3), 0.4)));

        OperatingPoints points = evaluator.operatingPoints();

        assertCounts(points.overall(), 3, 0, 1);
        assertCounts(points.perClass().get(0), 3, 0, 0);
        assertCounts(points.perClass().get(1), 0, 0, 1);
        assertCounts(points.bestPerClass().get(1), 1, 2, 0);
        assertThat(points.bestPerClass().get(1).threshold()).isCloseTo(0.2, within(1e-12));
    }

    private static void assertCounts(OperatingPoint point, int truePositives, int falsePositives, int falseNegatives) {
        assertThat(point)
                .isEqualTo(new OperatingPoint(point.threshold(), truePositives, falsePositives, falseNegatives));
    }
}
