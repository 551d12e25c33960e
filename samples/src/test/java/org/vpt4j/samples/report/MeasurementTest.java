package org.vpt4j.samples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoEvaluator;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class MeasurementTest {
    /** Two objects of middling size, of which one is found. */
    @Test
    void allTwelveNumbersArePrintedUnderTheirNamesAndAnAbsentOneAsADash() {
        List<Annotation> truth =
                List.of(Annotation.of(0, new Box(0, 0, 40, 40)), Annotation.of(0, new Box(50, 50, 90, 90)));
        List<Detection> found = List.of(new Detection(0, new Box(0, 0, 40, 40), 0.9));
        CocoEvaluator evaluator = new CocoEvaluator(1);
        evaluator.addImage(0, truth, found);
        LabelledImage image = new LabelledImage("a.png", Path.of("a.png"), new ImageSize(100, 100), truth);
        Evaluation evaluation = new Evaluation(
                evaluator.evaluate(),
                evaluator.operatingPoints(),
                List.of(new Evaluation.ImageDetections(image, found)));

        assertThat(Measurement.of(evaluation, List.of("disc"), "test").lines())
                .containsExactly(
                        "AP50 0.505, AP 0.505 on 1 test image",
                        "  AP  0.505  AP50 0.505  AP75  0.505  AP small –      AP medium 0.505  AP large –",
                        "  AR1 0.500  AR10 0.500  AR100 0.500  AR small –      AR medium 0.500  AR large –",
                        "  disc  AP50 0.505  AP 0.505  precision 1.000  recall 0.500  (2 objects)");
    }
}
