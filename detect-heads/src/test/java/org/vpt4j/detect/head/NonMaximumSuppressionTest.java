package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.PostProcessing.NonMaximumSuppression;
import org.vpt4j.vision.image.Box;

class NonMaximumSuppressionTest {

    private static final Box LEFT = new Box(0, 0, 10, 10);
    private static final Box NEARLY_LEFT = new Box(1, 0, 11, 10);
    private static final Box RIGHT = new Box(50, 0, 60, 10);

    private final NonMaximumSuppression nms = new NonMaximumSuppression(0.5, 100);

    @Test
    void keepsWhatTorchvisionKeeps() throws IOException {
        JsonNode cases;
        try (InputStream in = getClass().getResourceAsStream("/golden/nms/nms.json")) {
            cases = new ObjectMapper().readTree(in);
        }
        assertThat(cases).isNotEmpty();
        for (JsonNode one : cases) {
            List<Detection> all = new ArrayList<>();
            for (int i = 0; i < one.get("boxes").size(); i++) {
                JsonNode xyxy = one.get("boxes").get(i);
                Box box = new Box(
                        xyxy.get(0).asDouble(),
                        xyxy.get(1).asDouble(),
                        xyxy.get(2).asDouble(),
                        xyxy.get(3).asDouble());
                all.add(new Detection(
                        one.get("classes").get(i).asInt(),
                        box,
                        one.get("scores").get(i).asDouble()));
            }
            List<Detection> expected = new ArrayList<>();
            one.get("kept").forEach(index -> expected.add(all.get(index.asInt())));

            List<Detection> kept =
                    new NonMaximumSuppression(one.get("threshold").asDouble(), Integer.MAX_VALUE).apply(all);

            assertThat(kept).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theBetterOfTwoOnOneObjectStays() {
        Detection worse = new Detection(0, LEFT, 0.6);
        Detection better = new Detection(0, NEARLY_LEFT, 0.7);
        Detection elsewhere = new Detection(0, RIGHT, 0.1);

        assertThat(nms.apply(List.of(worse, elsewhere, better))).containsExactly(better, elsewhere);
    }

    @Test
    void ofEqualScoresTheEarlierStays() {
        Detection first = new Detection(0, LEFT, 0.6);
        Detection second = new Detection(0, NEARLY_LEFT, 0.6);

        assertThat(nms.apply(List.of(first, second))).containsExactly(first);
        assertThat(nms.apply(List.of(second, first))).containsExactly(second);
    }

    @Test
    void classesDoNotSuppressEachOther() {
        Detection one = new Detection(0, LEFT, 0.6);
        Detection other = new Detection(1, LEFT, 0.5);

        assertThat(nms.apply(List.of(one, other))).containsExactly(one, other);
    }

    @Test
    void anOverlapOfExactlyTheThresholdIsAllowed() {
        Detection whole = new Detection(0, new Box(0, 0, 10, 10), 0.9);
        Detection half = new Detection(0, new Box(0, 0, 10, 5), 0.8);

        assertThat(nms.apply(List.of(whole, half))).containsExactly(whole, half);
        assertThat(new NonMaximumSuppression(0.49, 100).apply(List.of(whole, half)))
                .containsExactly(whole);
    }

    @Test
    void aDroppedDetectionSuppressesNothing() {
        Detection first = new Detection(0, new Box(0, 0, 10, 10), 0.9);
        Detection middle = new Detection(0, new Box(3, 0, 13, 10), 0.8);
        Detection last = new Detection(0, new Box(6, 0, 16, 10), 0.7);

        assertThat(nms.apply(List.of(first, middle, last))).containsExactly(first, last);
    }

    @Test
    void theLimitKeepsTheMostConfidentOfAllClasses() {
        Detection low = new Detection(0, LEFT, 0.2);
        Detection high = new Detection(1, RIGHT, 0.9);
        Detection middle = new Detection(2, LEFT, 0.5);

        assertThat(new NonMaximumSuppression(0.5, 2).apply(List.of(low, high, middle)))
                .containsExactly(high, middle);
    }

    @Test
    void nothingInNothingOut() {
        assertThat(nms.apply(List.of())).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new NonMaximumSuppression(1.5, 100)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new NonMaximumSuppression(Double.NaN, 100)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new NonMaximumSuppression(0.5, 0)).hasMessageContaining("0");
    }
}
