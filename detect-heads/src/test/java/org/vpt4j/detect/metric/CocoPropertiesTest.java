package org.vpt4j.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/** What holds whatever the images are. */
class CocoPropertiesTest {

    private static final int CLASSES = 3;

    private record Image(List<Annotation> truth, List<Detection> found) {}

    @Property(tries = 50)
    void everyObjectFoundExactlyIsPerfect(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int images) {
        Random random = new Random(seed);
        List<Image> imageFiles = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            List<Annotation> truth = new ArrayList<>();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                truth.add(Annotation.of(random.nextInt(CLASSES), box(random)));
            }
            List<Detection> found = new ArrayList<>(truth.stream()
                    .map(one -> new Detection(one.classIndex(), one.box(), random.nextDouble()))
                    .toList());
            Collections.shuffle(found, random);
            imageFiles.add(new Image(truth, found));
        }

        CocoMetrics metrics = evaluate(imageFiles);

        assertThat(metrics.ap()).isCloseTo(1, within(1e-9));
        assertThat(metrics.ar100()).isEqualTo(1);
    }

    @Property(tries = 50)
    void withDistinctScoresTheOrderOfTheImagesDoesNotMatter(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 15) int images) {
        Random random = new Random(seed);
        List<Image> imageFiles = images(random, images, 20);
        CocoMetrics before = evaluate(imageFiles);

        Collections.shuffle(imageFiles, random);

        assertThat(evaluate(imageFiles)).isEqualTo(before);
    }

    @Property(tries = 50)
    void noNumberLeavesItsRange(@ForAll long seed) {
        CocoMetrics metrics = evaluate(images(new Random(seed), 5, 10));

        assertThat(metrics.toMap().values())
                .allMatch(value -> value == CocoMetrics.ABSENT || (value >= 0 && value <= 1));
        assertThat(metrics.ar1()).isLessThanOrEqualTo(metrics.ar10());
    }

    @Example
    void aTestSplitIsEvaluatedInAMoment() {
        List<Image> imageFiles = images(new Random(1), 72, 300);
        evaluate(imageFiles);

        long start = System.nanoTime();
        evaluate(imageFiles);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        // Takes about a tenth of this on one quiet core.
        assertThat(taken).isLessThan(Duration.ofSeconds(2));
    }

    private static List<Image> images(Random random, int images, int detections) {
        List<Image> imageFiles = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            List<Annotation> truth = new ArrayList<>();
            for (int n = random.nextInt(20); n > 0; n--) {
                Box box = box(random);
                truth.add(new Annotation(random.nextInt(CLASSES), box, random.nextInt(10) == 0, box.area()));
            }
            List<Detection> found = new ArrayList<>();
            for (int n = 0; n < detections; n++) {
                Box box = truth.isEmpty() || random.nextBoolean()
                        ? box(random)
                        : truth.get(random.nextInt(truth.size())).box();
                found.add(new Detection(random.nextInt(CLASSES), box, random.nextDouble()));
            }
            imageFiles.add(new Image(truth, found));
        }
        return imageFiles;
    }

    private static Box box(Random random) {
        return Box.ofXywh(random.nextInt(400), random.nextInt(300), 5 + random.nextInt(150), 5 + random.nextInt(150));
    }

    private static CocoMetrics evaluate(List<Image> imageFiles) {
        CocoEvaluator evaluator = new CocoEvaluator(CLASSES);
        for (int i = 0; i < imageFiles.size(); i++) {
            evaluator.addImage(i, imageFiles.get(i).truth(), imageFiles.get(i).found());
        }
        return evaluator.evaluate();
    }
}
