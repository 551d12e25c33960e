package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Golden;
import org.vpt4j.detect.head.Assigner.Assignment;
import org.vpt4j.detect.head.DenseLoss.BoxLoss;
import org.vpt4j.detect.head.DenseLoss.DenseTargets;
import org.vpt4j.vision.image.Box;

class DenseLossTest {
    private static NDManager manager;

    @BeforeAll
    static void open() {
        manager = NDManager.newBaseManager("PyTorch");
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @ParameterizedTest
    @EnumSource(BoxLoss.class)
    void lossAndGradientsAreThoseOfTorchvision(BoxLoss boxLoss) {
        JsonNode golden = Golden.read("dense-loss");
        JsonNode expected = golden.get("cases").get(boxLoss.name().toLowerCase(Locale.ROOT));
        int images = golden.get("images").intValue();
        int locations = golden.get("locations").intValue();
        float[] logits = Golden.floats(golden.get("logits"));
        float[] boxes = Golden.floats(golden.get("boxes"));
        try (DenseLoss loss = new DenseLoss(boxLoss, golden.get("gain").doubleValue())) {
            Result result = run(loss, logits, boxes, targets(golden, images, locations));
            float classification = expected.get("classification").floatValue();
            float box = expected.get("box").floatValue();
            assertThat(result.classification).isCloseTo(classification, within(1e-5f));
            assertThat(result.box).isCloseTo(box, within(1e-5f));
            assertThat(result.total).isCloseTo(classification + box, within(1e-5f));
            assertThat(result.logitsGradient)
                    .containsExactly(Golden.floats(expected.get("logitsGradient")), within(1e-6f));
            assertThat(result.boxesGradient)
                    .containsExactly(Golden.floats(expected.get("boxesGradient")), within(1e-6f));
        }
    }

    @Test
    void gradientsAreTheSlopesOfTheLoss() {
        float[] logits = {0.3f, -1.2f, 0.8f, -2f};
        float[] boxes = {0, 0, 10, 8, 3, 1, 9, 20};
        DenseTargets targets = new DenseTargets(1, 2);
        targets.set(
                0,
                new Assignment(new int[] {0, 1}, new float[] {0.9f, 0.6f}),
                List.of(Annotation.of(1, new Box(1, 2, 12, 9)), Annotation.of(0, new Box(2, 4, 8, 15))));
        try (DenseLoss loss = new DenseLoss(BoxLoss.GIOU, 2.5)) {
            Result result = run(loss, logits, boxes, targets);
            float step = 1e-2f;
            for (int i = 0; i < logits.length; i++) {
                float slope = (run(loss, moved(logits, i, step), boxes, targets).total
                                - run(loss, moved(logits, i, -step), boxes, targets).total)
                        / (2 * step);
                assertThat(result.logitsGradient[i]).isCloseTo(slope, within(2e-4f));
            }
            for (int i = 0; i < boxes.length; i++) {
                float slope = (run(loss, logits, moved(boxes, i, step), targets).total
                                - run(loss, logits, moved(boxes, i, -step), targets).total)
                        / (2 * step);
                assertThat(result.boxesGradient[i]).isCloseTo(slope, within(2e-4f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BoxLoss.class)
    void boxesWithoutAnAreaGiveFiniteValues(BoxLoss boxLoss) {
        float[] boxes = {5, 5, 5, 5, 5, 5, 5, 5, 1, 1, 4, 1};
        DenseTargets targets = new DenseTargets(1, 3);
        targets.set(
                0,
                new Assignment(new int[] {0, 1, 1}, new float[] {1, 1, 1}),
                List.of(Annotation.of(0, new Box(5, 5, 5, 5)), Annotation.of(0, new Box(0, 0, 9, 9))));
        try (DenseLoss loss = new DenseLoss(boxLoss, 1)) {
            Result result = run(loss, new float[] {90, -90, 0}, boxes, targets);
            assertThat(result.total).isFinite();
            for (float value : result.boxesGradient) {
                assertThat(value).isFinite();
            }
            for (float value : result.logitsGradient) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void withoutObjectsOnlyTheClassesAreLearned() {
        try (DenseLoss loss = new DenseLoss(BoxLoss.GIOU, 1)) {
            Result result = run(loss, new float[] {0, 0}, new float[8], new DenseTargets(1, 2));
            assertThat(result.box).isZero();
            assertThat(result.total).isCloseTo((float) (2 * Math.log(2)), within(1e-6f));
            assertThat(result.boxesGradient).containsOnly(0);
            assertThat(result.logitsGradient).containsExactly(new float[] {0.5f, 0.5f}, within(1e-6f));
        }
    }

    private static DenseTargets targets(JsonNode golden, int images, int locations) {
        DenseTargets targets = new DenseTargets(images, locations);
        for (int image = 0; image < images; image++) {
            int[] owner = new int[locations];
            List<Annotation> truth = new ArrayList<>();
            for (int i = 0; i < locations; i++) {
                int index = golden.get("owner").get(image).get(i).intValue();
                // every location has a target of its own in the file
                owner[i] = index >= 0 ? i : index;
                float[] box = Golden.floats(golden.get("target").get(image).get(i));
                truth.add(Annotation.of(
                        golden.get("label").get(image).get(i).intValue(), new Box(box[0], box[1], box[2], box[3])));
            }
            float[] score = Golden.floats(golden.get("score").get(image));
            targets.set(image, new Assignment(owner, score), truth);
        }
        return targets;
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Result(
            float total, float classification, float box, float[] logitsGradient, float[] boxesGradient) {}

    private static Result run(DenseLoss loss, float[] logits, float[] boxes, DenseTargets targets) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray l = scope.create(
                    logits,
                    new Shape(
                            targets.images(),
                            targets.locations(),
                            logits.length / targets.images() / targets.locations()));
            NDArray b = scope.create(boxes, new Shape(targets.images(), targets.locations(), 4));
            l.setRequiresGradient(true);
            b.setRequiresGradient(true);
            HeadNetwork.Loss computed = loss.of(scope, l, b, targets);
            collector.backward(computed.total());
            return new Result(
                    computed.total().getFloat(),
                    computed.parts().get("class"),
                    computed.parts().get("box"),
                    l.getGradient().toFloatArray(),
                    b.getGradient().toFloatArray());
        }
    }

    private static float[] moved(float[] values, int i, float by) {
        float[] copy = values.clone();
        copy[i] += by;
        return copy;
    }
}
