package org.vpt4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.image.Box;

/** Boxes, splits and class names survive from every format to every other. */
class RoundTripTest {
    private static final List<String> NAMES = List.of(
            "cat",
            "with mask",
            "yes",
            "1",
            "ä ö",
            "a, b",
            "say \"hi\"",
            "<x> & y",
            "null",
            "no: way",
            "#5",
            "犬",
            "c;d");
    private static final Set<Findings.Finding.Kind> EXPECTED =
            Set.of(Findings.Finding.Kind.CLASS_WITHOUT_BOX, Findings.Finding.Kind.CLASS_NOT_IN_TRAIN);

    /** A made-up dataset: by part and image name, the image's size and its boxes. */
    private record World(List<String> classes, Map<String, Map<String, Labels>> parts) {
        static World of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Set<String> classes = new LinkedHashSet<>();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                classes.add(NAMES.get(random.nextInt(NAMES.size())));
            }
            List<String> list = List.copyOf(classes);
            Map<String, Map<String, Labels>> parts = new LinkedHashMap<>();
            List<String> names = random.nextInt(4) == 0
                    ? List.of(DatasetEntries.UNNAMED)
                    : List.of("train", "val", "test").subList(random.nextInt(2), 2 + random.nextInt(2));
            int number = 0;
            for (String part : names) {
                Map<String, Labels> images = new TreeMap<>();
                for (int i = 0; i < 1 + random.nextInt(3); i++) {
                    String[] patterns = {"img%d.png", "bild ü %d.png", "a.b-%d_c.png", "IMG (%d).png"};
                    String name = String.format(patterns[random.nextInt(patterns.length)], number++);
                    images.put(name, Labels.of(list, number == 1 ? 1 : random.nextInt(4), random));
                }
                parts.put(part, images);
            }
            return new World(list, parts);
        }
    }

    private record Labels(int width, int height, List<String> classes, List<Box> boxes) {
        static Labels of(List<String> classes, int count, SplittableRandom random) {
            int width = 20 + random.nextInt(300);
            int height = 20 + random.nextInt(300);
            List<String> names = new ArrayList<>();
            List<Box> boxes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                double x1 = random.nextInt(4) == 0 ? 0 : random.nextDouble() * (width - 3);
                double y1 = random.nextInt(4) == 0 ? 0 : random.nextDouble() * (height - 3);
                double x2 = random.nextInt(4) == 0 ? width : x1 + 2 + random.nextDouble() * (width - x1 - 2);
                double y2 = random.nextInt(4) == 0 ? height : y1 + 2 + random.nextDouble() * (height - y1 - 2);
                names.add(classes.get(random.nextInt(classes.size())));
                boxes.add(new Box(x1, y1, x2, y2));
            }
            return new Labels(width, height, names, boxes);
        }
    }

    private record Pair(DatasetFormat from, DatasetFormat to) {
        @Override
        public String toString() {
            return from.name() + " to " + to.name();
        }
    }

    @Provide
    Arbitrary<Pair> pairs() {
        List<DatasetFormat> all = DatasetFormats.all();
        return Arbitraries.of(all.stream()
                .flatMap(from -> all.stream().map(to -> new Pair(from, to)))
                .toList());
    }

    @Property(tries = 200, generation = GenerationMode.EXHAUSTIVE)
    void boxesSplitsAndClassNamesSurviveFromEveryFormatToEveryOther(@ForAll("pairs") Pair pair) throws IOException {
        DatasetFormat from = pair.from();
        DatasetFormat to = pair.to();
        World world = World.of(pair.toString().hashCode());
        Path folder = Files.createTempDirectory("round-trip");
        try {
            Path first = folder.resolve("first");
            write(world, from, first);
            DetectionData read =
                    DetectionData.openAsGiven(first, DatasetReading.automatic(), DetectionData.Progress.NONE);
            assertSame(world, read, from);

            Path second = folder.resolve("second");
            DatasetWriter.write(read, to, second, DatasetWriter.Images.LINK, DetectionData.Progress.NONE);

            DetectionData again =
                    DetectionData.openAsGiven(second, DatasetReading.automatic(), DetectionData.Progress.NONE);
            assertSame(world, again, to);
            try (var left = Files.list(folder)) {
                assertThat(left).containsExactlyInAnyOrder(first, second);
            }
        } finally {
            FileTree.delete(folder);
        }
    }

    private static void write(World world, DatasetFormat format, Path folder) throws IOException {
        Files.createDirectories(folder);
        TinyFiles files = new TinyFiles(folder);
        List<DatasetEntries.Part> parts = new ArrayList<>();
        world.parts().forEach((part, images) -> {
            List<DatasetEntries.ImageEntry> entries = new ArrayList<>();
            images.forEach((name, labels) -> {
                String path = format.imagePath(part, name);
                files.image(path, labels.width(), labels.height());
                List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
                for (int i = 0; i < labels.boxes().size(); i++) {
                    Box box = labels.boxes().get(i);
                    boxes.add(new DatasetEntries.BoxEntry(
                            labels.classes().get(i),
                            box.x1(),
                            box.y1(),
                            box.x2(),
                            box.y2(),
                            false,
                            Double.NaN,
                            FilePosition.of(name)));
                }
                entries.add(new DatasetEntries.ImageEntry(
                        path, folder.resolve(path), labels.width(), labels.height(), FilePosition.of(name), boxes));
            });
            parts.add(new DatasetEntries.Part(part, entries));
        });
        format.write(new DatasetEntries(world.classes(), parts), folder);
    }

    private static void assertSame(World world, DetectionData data, DatasetFormat format) {
        assertThat(data.format()).isEqualTo(format.name());
        assertThat(data.findings().all()).as(format.name()).allSatisfy(finding -> assertThat(finding.kind())
                .as(finding.toString())
                .isIn(EXPECTED));
        boolean unsplit = world.parts().containsKey(DatasetEntries.UNNAMED);
        assertThat(data.splitOrigin()).isEqualTo(unsplit ? SplitNames.Origin.NONE : SplitNames.Origin.GIVEN);
        assertThat(world.classes()).containsAll(data.classes());
        world.parts().forEach((part, images) -> {
            DetectionDataset split =
                    data.require(unsplit ? Split.TRAIN : Split.named(part).orElseThrow());
            Map<String, LabelledImage> byName = split.images().stream()
                    .collect(
                            Collectors.toMap(image -> image.file().getFileName().toString(), image -> image));
            assertThat(byName.keySet()).as(format.name()).isEqualTo(images.keySet());
            images.forEach((name, labels) -> assertSame(labels, byName.get(name), data.classes(), format.name()));
        });
    }

    private static void assertSame(Labels expected, LabelledImage image, List<String> classes, String format) {
        assertThat(image.annotations().stream().map(a -> classes.get(a.classIndex())))
                .as(format + ": " + image.name())
                .containsExactlyElementsOf(expected.classes());
        for (int i = 0; i < expected.boxes().size(); i++) {
            Box truth = expected.boxes().get(i);
            Box found = image.annotations().get(i).box();
            assertThat(List.of(
                            Math.abs(found.x1() - truth.x1()),
                            Math.abs(found.y1() - truth.y1()),
                            Math.abs(found.x2() - truth.x2()),
                            Math.abs(found.y2() - truth.y2())))
                    .as(format + ": " + found + " for " + truth)
                    .allSatisfy(difference -> assertThat(difference).isLessThan(0.05));
        }
    }
}
