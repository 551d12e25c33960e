package org.vpt4j.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;

/** The quick form beside the plain one, {@link CocoEvaluator}. */
class ResampledApTest {
    private static final int CLASSES = 2;
    private static final int IMAGES = 12;

    private final List<List<Annotation>> truth = new ArrayList<>();
    private final List<List<Detection>> found = new ArrayList<>();

    private void draw(Random random) {
        for (int i = 0; i < IMAGES; i++) {
            List<Annotation> objects = new ArrayList<>();
            List<Detection> detections = new ArrayList<>();
            for (int k = random.nextInt(6); k > 0; k--) {
                double x = 300 * random.nextDouble();
                Box box = new Box(x, 20, x + 40, 60);
                int c = random.nextInt(CLASSES);
                objects.add(new Annotation(c, box, random.nextInt(8) == 0, box.area()));
                double shift = 8 * random.nextGaussian();
                detections.add(new Detection(
                        random.nextInt(7) == 0 ? 1 - c : c,
                        new Box(400 + x + shift, 20, 440 + x + shift, 60 + shift / 4),
                        random.nextDouble()));
                detections.add(new Detection(c, new Box(x + shift, 20, x + shift + 40, 60), random.nextDouble()));
            }
            truth.add(objects);
            found.add(detections);
        }
    }

    private double plain(int[] counts) {
        CocoEvaluator evaluator = new CocoEvaluator(CLASSES);
        long id = 1;
        for (int i = 0; i < IMAGES; i++) {
            for (int k = 0; k < counts[i]; k++) {
                evaluator.addImage(id++, truth.get(i), found.get(i));
            }
        }
        return evaluator.evaluate().ap();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void onAnyChoiceOfImagesItIsWhatTheEvaluatorGives(long seed) {
        Random random = new Random(seed);
        draw(random);
        CocoEvaluator.ResampledAp resampled = new CocoEvaluator.ResampledAp(CLASSES, truth, found);
        int[] once = new int[IMAGES];
        Arrays.fill(once, 1);
        assertThat(resampled.ap(once)).isCloseTo(plain(once), within(1e-12));

        for (int draw = 0; draw < 20; draw++) {
            int[] counts = new int[IMAGES];
            for (int i = 0; i < IMAGES; i++) {
                counts[random.nextInt(IMAGES)]++;
            }
            assertThat(resampled.ap(counts)).isCloseTo(plain(counts), within(1e-12));
        }
    }

    @Test
    void aChoiceWithoutObjectsHasNoPrecision() {
        truth.add(List.of());
        found.add(List.of(new Detection(0, new Box(0, 0, 5, 5), 0.5)));

        assertThat(new CocoEvaluator.ResampledAp(CLASSES, truth, found).ap(new int[] {3}))
                .isEqualTo(CocoMetrics.ABSENT);
    }
}
