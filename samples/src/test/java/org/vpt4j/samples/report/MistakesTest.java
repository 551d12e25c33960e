package org.vpt4j.samples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class MistakesTest {
    private static final Box A = new Box(0, 0, 10, 10);
    private static final Box B = new Box(50, 50, 90, 90);

    @Test
    void theSecondBoxOnOneObjectIsWrongAndTheFirstIsNot() {
        Mistakes mistakes = mistakes(List.of(Annotation.of(0, A)), found(0, A, 0.6), found(0, A, 0.9));

        assertThat(mistakes.wrong())
                .extracting(wrong -> wrong.detection().score())
                .containsExactly(0.6);
        assertThat(mistakes.missed()).isEmpty();
    }

    @Test
    void theWrongClassIsAWrongDetectionAndAMissedObject() {
        Mistakes mistakes = mistakes(List.of(Annotation.of(0, A)), found(1, A, 0.9));

        assertThat(mistakes.wrong()).hasSize(1);
        assertThat(mistakes.missed()).hasSize(1);
    }

    @Test
    void theLargestMissedObjectComesFirstAndLowScoresDoNotCount() {
        Mistakes mistakes = mistakes(List.of(Annotation.of(0, A), Annotation.of(0, B)), found(0, B, 0.2));

        assertThat(mistakes.missed())
                .extracting(missed -> missed.annotation().box())
                .containsExactly(B, A);
        assertThat(mistakes.wrong()).isEmpty();
    }

    @Test
    void aCrowdIsNeitherMissedNorDoesItMakeDetectionsWrong() {
        Annotation crowd = new Annotation(0, B, true, B.area());

        Mistakes mistakes = mistakes(
                List.of(crowd), found(0, new Box(55, 55, 60, 60), 0.9), found(0, new Box(70, 70, 80, 80), 0.8));

        assertThat(mistakes.wrong()).isEmpty();
        assertThat(mistakes.missed()).isEmpty();
    }

    @Test
    void aCropLiesInsideTheImageAndMovesBoxesWithIt() {
        Crop crop = Crop.around(new Box(0, 0, 40, 40), new ImageSize(640, 480));

        assertThat(crop.x()).isZero();
        assertThat(crop.size()).isEqualTo(new ImageSize(96, 96));
        assertThat(Crop.around(new Box(600, 440, 640, 480), new ImageSize(640, 480)))
                .satisfies(corner ->
                        assertThat(corner.move(new Box(600, 440, 640, 480))).isEqualTo(new Box(56, 56, 96, 96)));
        assertThat(crop.of(Image.of(new ImageSize(640, 480), new byte[3 * 640 * 480]))
                        .size())
                .isEqualTo(crop.size());
    }

    private static Detection found(int classIndex, Box box, double score) {
        return new Detection(classIndex, box, score);
    }

    private static Mistakes mistakes(List<Annotation> truth, Detection... found) {
        LabelledImage image = new LabelledImage("a.jpg", Path.of("a.jpg"), new ImageSize(100, 100), truth);
        return Mistakes.of(List.of(new Evaluation.ImageDetections(image, List.of(found))), 0.3);
    }
}
