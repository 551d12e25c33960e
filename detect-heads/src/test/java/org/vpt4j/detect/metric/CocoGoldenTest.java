package org.vpt4j.detect.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.detect.metric.CocoMetrics.ClassMetrics;

/** Equality with pycocotools on the fixtures of {@code golden/coco-metrics}. */
class CocoGoldenTest {

    private static final double TOLERANCE = 1e-9;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theTwelveNumbersAreThoseOfPycocotools(int number) throws IOException {
        CocoFixture fixture = CocoFixture.read(number);

        List<Double> ours = List.copyOf(fixture.evaluator().evaluate().toMap().values());

        JsonNode stats = fixture.expected().get("stats");
        List<String> names = new ArrayList<>();
        stats.fieldNames().forEachRemaining(names::add);
        assertThat(ours).hasSize(12).hasSameSizeAs(names);
        for (int i = 0; i < names.size(); i++) {
            assertThat(ours.get(i))
                    .as(names.get(i))
                    .isCloseTo(stats.get(names.get(i)).asDouble(), within(TOLERANCE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void everyClassAndItsCurveAreThoseOfPycocotools(int number) throws IOException {
        CocoFixture fixture = CocoFixture.read(number);

        List<ClassMetrics> ours = fixture.evaluator().evaluate().perClass();

        JsonNode classes = fixture.expected().get("classes");
        assertThat(ours).hasSize(classes.size());
        for (int c = 0; c < ours.size(); c++) {
            JsonNode theirs = classes.get(c);
            assertThat(ours.get(c).ap()).isCloseTo(theirs.get("ap").asDouble(), within(TOLERANCE));
            assertThat(ours.get(c).ap50()).isCloseTo(theirs.get("ap50").asDouble(), within(TOLERANCE));
            List<Double> curve = ours.get(c).curve().precision();
            assertThat(curve).hasSize(theirs.get("curve50").size());
            for (int point = 0; point < curve.size(); point++) {
                assertThat(curve.get(point))
                        .isCloseTo(theirs.get("curve50").get(point).asDouble(), within(TOLERANCE));
            }
        }
    }
}
