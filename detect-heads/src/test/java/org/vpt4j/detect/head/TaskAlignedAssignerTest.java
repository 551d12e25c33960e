package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Golden;
import org.vpt4j.detect.head.Assigner.Assignment;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

class TaskAlignedAssignerTest {
    /** 2 × 2 patches of 16 pixels: 16 cells of 8, 4 of 16, 1 of 32. */
    private static final Locations LOCATIONS = Locations.of(new ImageSize(32, 32), 16);

    private static final TaskAlignedAssigner ASSIGNER = new TaskAlignedAssigner(10, 1, 6);

    @Test
    void assignmentsAreThoseOfThePaper() {
        JsonNode golden = Golden.read("assigner");
        Locations locations = Locations.of(
                new ImageSize(
                        golden.get("width").intValue(), golden.get("height").intValue()),
                golden.get("patch").intValue());
        TaskAlignedAssigner assigner = new TaskAlignedAssigner(
                golden.get("topK").intValue(),
                golden.get("alpha").doubleValue(),
                golden.get("beta").doubleValue());
        for (JsonNode example : golden.get("cases")) {
            List<Annotation> truth = new ArrayList<>();
            for (int g = 0; g < example.get("labels").size(); g++) {
                JsonNode box = example.get("truth").get(g);
                truth.add(Annotation.of(
                        example.get("labels").get(g).intValue(),
                        new Box(
                                box.get(0).doubleValue(),
                                box.get(1).doubleValue(),
                                box.get(2).doubleValue(),
                                box.get(3).doubleValue())));
            }
            Assignment assignment = assigner.assign(
                    Golden.floats(example.get("logits")), Golden.floats(example.get("boxes")), locations, truth);
            int[] owner = IntStream.range(0, locations.count())
                    .map(i -> example.get("owner").get(i).intValue())
                    .toArray();
            assertThat(assignment.truth()).containsExactly(owner);
            assertThat(assignment.score()).containsExactly(Golden.floats(example.get("score")), within(1e-4f));
        }
    }

    @Test
    void onlyLocationsWithTheirCentreStrictlyInsideAreTaken() {
        // the right edge runs through the centres (12, 4) and (12, 12) of the finest level
        Annotation object = Annotation.of(0, new Box(0, 0, 12, 16));
        Assignment assignment = assign(cells(), object);
        // of 8 pixels (4, 4) and (4, 12), of 16 pixels (8, 8); (16, 16) of the coarse level lies outside
        assertThat(taken(assignment, 0)).containsExactly(0, 4, 16);
    }

    @Test
    void theBestLocationAimsAtItsOverlapAndTheOthersAtLess() {
        float[] boxes = cells();
        Annotation object = Annotation.of(0, new Box(0, 0, 16, 16));
        Assignment assignment = assign(boxes, object);
        // cell 16 is the box itself; the four fine cells in it overlap by a quarter of it
        assertThat(assignment.score()[16]).isCloseTo(1, within(1e-6f));
        double corner = 0.25 - 32.0 / 512; // IoU less squared shift over squared diagonal of the hull, no aspect term
        assertThat(assignment.score()[0]).isCloseTo((float) Math.pow(corner, 6), within(1e-8f));
    }

    @Test
    void atMostTopKLocationsAreTakenTheMostAligned() {
        float[] logits = new float[LOCATIONS.count()];
        logits[5] = 1;
        logits[10] = 2;
        Annotation object = Annotation.of(0, new Box(0, 0, 32, 32));
        float[] boxes = same(0, 0, 32, 32);
        Assignment assignment = new TaskAlignedAssigner(2, 1, 6).assign(logits, boxes, LOCATIONS, List.of(object));
        assertThat(taken(assignment, 0)).containsExactly(5, 10);
        assertThat(assignment.score()[10]).isCloseTo(1, within(1e-6f));
        assertThat(assignment.score()[5]).isCloseTo(sigmoid(1) / sigmoid(2), within(1e-6f));
    }

    @Test
    void aLocationWantedByTwoGoesToTheOneItOverlapsMost() {
        Annotation wide = Annotation.of(0, new Box(0, 0, 32, 32));
        Annotation narrow = Annotation.of(1, new Box(0, 0, 16, 16));
        float[] logits = new float[2 * LOCATIONS.count()];
        Assignment assignment =
                new TaskAlignedAssigner(21, 1, 6).assign(logits, cells(), LOCATIONS, List.of(wide, narrow));
        assertThat(taken(assignment, 1)).containsExactly(0, 1, 4, 5, 16);
        assertThat(taken(assignment, 0)).hasSize(16).contains(20);
    }

    @Test
    void anObjectBetweenTheCentresStillFindsLocations() {
        Annotation dot = Annotation.of(0, new Box(7, 7, 9, 9)); // nearest fine centres: (4, 4) and (12, 12)
        Assignment assignment = assign(cells(), dot);
        // a window of 16 pixels around (8, 8): four fine cells and the cell of 16 pixels whose centre it hits
        assertThat(taken(assignment, 0)).containsExactly(0, 1, 4, 5, 16);
        assertThat(assignment.score()[0]).isPositive();
    }

    @Test
    void anObjectThatNoPredictionOverlapsStillPulls() {
        float[] far = same(100, 100, 101, 101);
        Assignment assignment = assign(far, Annotation.of(0, new Box(0, 0, 16, 16)));
        assertThat(taken(assignment, 0)).containsExactly(0, 1, 4, 5, 16);
        assertThat(assignment.score()[0]).isCloseTo(0.01f, within(1e-6f));
    }

    @Test
    void aCrowdIsNoTargetAndFreeLocationsInItAreIgnored() {
        Annotation crowd = new Annotation(0, new Box(0, 0, 16, 32), true, 512);
        Annotation object = Annotation.of(0, new Box(0, 0, 16, 16));
        Assignment assignment =
                ASSIGNER.assign(new float[LOCATIONS.count()], cells(), LOCATIONS, List.of(crowd, object));
        assertThat(taken(assignment, 1)).containsExactly(0, 1, 4, 5, 16);
        assertThat(taken(assignment, Assignment.IGNORED)).containsExactly(8, 9, 12, 13, 18);
        assertThat(taken(assignment, 0)).isEmpty();
        assertThat(taken(assignment, Assignment.BACKGROUND)).hasSize(11);
    }

    @Test
    void anImageWithoutObjectsIsAllBackground() {
        Assignment assignment = ASSIGNER.assign(new float[21], cells(), LOCATIONS, List.of());
        assertThat(assignment.truth()).containsOnly(Assignment.BACKGROUND);
        assertThat(assignment.score()).containsOnly(0);
    }

    @Property(tries = 200)
    void everyObjectOnTheInputIsLearnedWhateverItsSize(
            @ForAll @DoubleRange(max = 32) double x1,
            @ForAll @DoubleRange(max = 32) double y1,
            @ForAll @DoubleRange(max = 32) double x2,
            @ForAll @DoubleRange(max = 32) double y2) {
        Box box = new Box(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
        Assignment assignment = assign(cells(), Annotation.of(0, box));
        assertThat(taken(assignment, 0)).isNotEmpty().hasSizeLessThanOrEqualTo(10);
        for (int i = 0; i < LOCATIONS.count(); i++) {
            assertThat(assignment.score()[i] > 0).isEqualTo(assignment.truth()[i] == 0);
            assertThat(assignment.score()[i]).isBetween(0f, 1f);
        }
    }

    @Test
    void arraysThatDoNotFitTheLocationsAreRefused() {
        assertThatThrownBy(() -> ASSIGNER.assign(new float[21], new float[80], LOCATIONS, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("21 locations", "80");
    }

    private static Assignment assign(float[] boxes, Annotation object) {
        return ASSIGNER.assign(new float[LOCATIONS.count()], boxes, LOCATIONS, List.of(object));
    }

    private static int[] taken(Assignment assignment, int owner) {
        return IntStream.range(0, assignment.truth().length)
                .filter(i -> assignment.truth()[i] == owner)
                .toArray();
    }

    /** Every location predicts its own cell. */
    private static float[] cells() {
        float[] boxes = new float[4 * LOCATIONS.count()];
        for (int i = 0; i < LOCATIONS.count(); i++) {
            float half = LOCATIONS.stride(i) / 2;
            boxes[4 * i] = LOCATIONS.x(i) - half;
            boxes[4 * i + 1] = LOCATIONS.y(i) - half;
            boxes[4 * i + 2] = LOCATIONS.x(i) + half;
            boxes[4 * i + 3] = LOCATIONS.y(i) + half;
        }
        return boxes;
    }

    private static float[] same(float x1, float y1, float x2, float y2) {
        float[] boxes = new float[4 * LOCATIONS.count()];
        float[] box = {x1, y1, x2, y2};
        for (int i = 0; i < boxes.length; i++) {
            boxes[i] = box[i % 4];
        }
        return boxes;
    }

    private static float sigmoid(double x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }
}
