package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Region;
import org.vpt4j.vision.image.Tiling;

class TileMergingTest {
    private static final ImageSize SIZE = new ImageSize(360, 270);

    /** A detector that finds painted rectangles, one colour each: exactly, and cut off at the border of what it sees. */
    private static List<Detection> find(Image seen) {
        Map<Integer, Box> byColour = new TreeMap<>();
        for (int y = 0; y < seen.height(); y++) {
            for (int x = 0; x < seen.width(); x++) {
                if (seen.rgb(x, y) != 0) {
                    byColour.merge(seen.rgb(x, y), new Box(x, y, x + 1, y + 1), TileMergingTest::around);
                }
            }
        }
        List<Detection> found = new ArrayList<>();
        byColour.forEach((colour, box) -> found.add(new Detection(colour & 1, box, (colour >> 8 & 0xff) / 255.0)));
        return found;
    }

    private static Box around(Box one, Box other) {
        return new Box(
                Math.min(one.x1(), other.x1()),
                Math.min(one.y1(), other.y1()),
                Math.max(one.x2(), other.x2()),
                Math.max(one.y2(), other.y2()));
    }

    /** Rectangles on black that do not overlap. */
    private static Image painted(int count, SplittableRandom random) {
        byte[] rgb = new byte[3 * SIZE.width() * SIZE.height()];
        List<Box> boxes = new ArrayList<>();
        for (int tries = 0; boxes.size() < count && tries < 500; tries++) {
            int longest = random.nextInt(4) == 0 ? 250 : 60;
            int width = 3 + random.nextInt(longest);
            int height = 3 + random.nextInt(longest);
            if (width >= SIZE.width() || height >= SIZE.height()) {
                continue;
            }
            int left = random.nextInt(SIZE.width() - width);
            int top = random.nextInt(SIZE.height() - height);
            Box box = Box.ofXywh(left, top, width, height);
            if (boxes.stream().allMatch(other -> other.intersection(box) == 0)) {
                boxes.add(box);
                paint(rgb, left, top, width, height, boxes.size(), 60 + random.nextInt(180));
            }
        }
        return Image.of(SIZE, rgb);
    }

    private static void paint(byte[] rgb, int left, int top, int width, int height, int number, int score) {
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                int at = 3 * (y * SIZE.width() + x);
                rgb[at] = (byte) number;
                rgb[at + 1] = (byte) score;
                rgb[at + 2] = (byte) number;
            }
        }
    }

    private static List<Detection> merged(Image image, List<Region> regions) {
        return TileMerging.merge(
                regions.stream()
                        .map(region -> TileMerging.Part.of(region, find(image.crop(region))))
                        .toList(),
                image.size());
    }

    private static List<Detection> sorted(List<Detection> detections) {
        return detections.stream()
                .sorted(Comparator.comparing(Detection::toString))
                .toList();
    }

    @Property(tries = 200)
    void tilesOfPaintedShapesGiveTheBoxesOfTheWhole(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 30) int count,
            @ForAll @IntRange(min = 1, max = 4) int columns,
            @ForAll @IntRange(min = 2, max = 4) int rows,
            @ForAll @DoubleRange(min = 0.1, max = 0.5) double overlap) {
        Image image = painted(count, new SplittableRandom(seed));
        Tiling tiling = Tiling.grid(columns, rows).withOverlap(overlap);
        List<Region> regions = new ArrayList<>(tiling.regions(SIZE, SIZE));
        assertThat(sorted(merged(image, regions))).isEqualTo(sorted(find(image)));
        regions.add(0, Region.of(SIZE));
        assertThat(sorted(merged(image, regions))).isEqualTo(sorted(find(image)));
    }

    @Property(tries = 100)
    void squaresOfAnySideDoTheSame(@ForAll long seed, @ForAll @IntRange(min = 60, max = 300) int side) {
        Image image = painted(20, new SplittableRandom(seed));
        List<Region> regions = Tiling.ofSide(side).regions(SIZE, SIZE);
        assertThat(sorted(merged(image, regions))).isEqualTo(sorted(find(image)));
    }

    @Test
    void aBoxAcrossFourTilesIsOneBoxEvenWithoutOverlap() {
        for (double overlap : new double[] {0, 0.1, 0.2}) {
            byte[] rgb = new byte[3 * SIZE.width() * SIZE.height()];
            paint(rgb, 100, 80, 150, 120, 1, 200);
            Image image = Image.of(SIZE, rgb);
            List<Region> tiles = Tiling.grid(2, 2).withOverlap(overlap).regions(SIZE, SIZE);
            assertThat(tiles).allMatch(tile -> find(image.crop(tile)).size() == 1);
            assertThat(merged(image, tiles)).containsExactly(new Detection(1, new Box(100, 80, 250, 200), 200 / 255.0));
        }
    }

    private static final Region LEFT = new Region(0, 0, 200, 270);
    private static final Region RIGHT = new Region(160, 0, 200, 270);

    private static List<Detection> merge(List<Detection> left, List<Detection> right, List<Detection> whole) {
        return TileMerging.merge(
                List.of(
                        new TileMerging.Part(Region.of(SIZE), whole),
                        new TileMerging.Part(LEFT, left),
                        new TileMerging.Part(RIGHT, right)),
                SIZE);
    }

    private static Detection at(double x1, double y1, double x2, double y2, double score) {
        return new Detection(0, new Box(x1, y1, x2, y2), score);
    }

    @Test
    void aCutOffBoxGivesWayToACompleteOneThatIsLessConfident() {
        assertThat(merge(List.of(at(150, 50, 199.5, 90, 0.9)), List.of(), List.of(at(151, 51, 231, 91, 0.4))))
                .containsExactly(at(151, 51, 231, 91, 0.9)); // it has seen the same object, with more confidence
    }

    @Test
    void partsAreJoinedEvenIfTheyAreInexact() {
        assertThat(merge(List.of(at(120, 50, 198.5, 92, 0.6)), List.of(at(161, 52, 240, 90, 0.8)), List.of()))
                .containsExactly(at(120, 50, 240, 92, 0.8));
    }

    @Test
    void neighboursAtABorderStayTwo() {
        List<Detection> found =
                merge(List.of(at(120, 50, 200, 90, 0.6)), List.of(at(160, 100, 240, 140, 0.8)), List.of());
        assertThat(found).containsExactly(at(160, 100, 240, 140, 0.8), at(120, 50, 200, 90, 0.6));
    }

    @Test
    void theMostConfidentOfCompleteBoxesIsKept() {
        assertThat(merge(List.of(at(20, 20, 60, 60, 0.7)), List.of(), List.of(at(22, 18, 63, 61, 0.5))))
                .containsExactly(at(20, 20, 60, 60, 0.7));
    }

    @Test
    void boxesOfOtherClassesAreKept() {
        Detection other = new Detection(1, new Box(20, 20, 60, 60), 0.5);
        assertThat(merge(List.of(at(20, 20, 60, 60, 0.7)), List.of(), List.of(other)))
                .containsExactly(at(20, 20, 60, 60, 0.7), other);
    }

    @Test
    void whatOneRegionHasFoundAloneIsNotSuppressedAgain() {
        List<Detection> close = List.of(at(20, 20, 60, 60, 0.7), at(30, 20, 70, 60, 0.6));
        assertThat(merge(close, List.of(), List.of())).isEqualTo(close);
    }
}
