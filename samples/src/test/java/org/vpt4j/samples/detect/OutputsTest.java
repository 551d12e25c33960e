package org.vpt4j.samples.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

class OutputsTest {
    private static final ImageSize SIZE = new ImageSize(640, 480);
    private static final Categories CELLS = Categories.of(Map.of("cells", List.of("RBC", "WBC <&> \"ä\"")));

    @TempDir
    private Path out;

    @Test
    void ourVocReaderReadsBackWhatWasWrittenToThePixel() throws IOException {
        List<ImageResult> all = List.of(image("a", 1, boxes(3, 20)), image("none", 2, List.of()));
        write(CELLS, Set.of(LabelFormat.VOC), all);
        Files.createDirectory(out.resolve("images")); // images are next to the annotations
        Files.copy(out.resolve("a.jpg"), out.resolve("images/a.jpg"));
        Files.copy(out.resolve("none.jpg"), out.resolve("images/none.jpg"));
        Files.delete(out.resolve("a.jpg"));

        List<DatasetEntries.ImageEntry> read = DatasetFormats.all().stream()
                .filter(format -> format.name().equals("Pascal VOC"))
                .findFirst()
                .orElseThrow()
                .read(out, new Findings.Collector())
                .parts()
                .get(0)
                .images();

        assertThat(read).extracting(DatasetEntries.ImageEntry::name).containsExactly("images/a.jpg", "images/none.jpg");
        assertThat(read.get(0).width()).isEqualTo(640);
        assertThat(read.get(1).boxes()).isEmpty();
        List<DatasetEntries.BoxEntry> boxes = read.get(0).boxes();
        assertThat(boxes).hasSize(20);
        for (int i = 0; i < boxes.size(); i++) {
            Detection expected = all.get(0).detections().get(i);
            DatasetEntries.BoxEntry box = boxes.get(i);
            assertThat(box.className())
                    .isEqualTo(CELLS.get(expected.classIndex()).name());
            assertThat(box.x1()).isCloseTo(expected.box().x1(), within(0.5));
            assertThat(box.y1()).isCloseTo(expected.box().y1(), within(0.5));
            assertThat(box.x2()).isCloseTo(expected.box().x2(), within(0.5));
            assertThat(box.y2()).isCloseTo(expected.box().y2(), within(0.5));
        }
    }

    @Test
    void aBoxOfLessThanAPixelIsOnePixelInVoc() throws IOException {
        write(
                CELLS,
                Set.of(LabelFormat.VOC),
                List.of(image("a", 1, List.of(new Detection(0, new Box(639.8, 10.1, 640, 10.2), 0.5)))));

        assertThat(Files.readString(out.resolve("annotations/a.xml")))
                .contains("<xmin>639</xmin>", "<xmax>640</xmax>", "<ymin>10</ymin>", "<ymax>11</ymax>");
    }

    @Test
    void yoloLabelsGiveTheBoxesBack() throws IOException {
        List<ImageResult> all = List.of(image("sub/a", 1, boxes(4, 15)), image("none", 2, List.of()));
        write(CELLS, Set.of(LabelFormat.YOLO), all);

        assertThat(Files.readAllLines(out.resolve("classes.txt"))).containsExactly("RBC", "WBC <&> \"ä\"");
        assertThat(out.resolve("labels/none.txt")).isEmptyFile();
        List<String> lines = Files.readAllLines(out.resolve("labels/sub/a.txt"));
        assertThat(lines).hasSize(15);
        for (int i = 0; i < lines.size(); i++) {
            Detection expected = all.get(0).detections().get(i);
            double[] numbers = Stream.of(lines.get(i).split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            assertThat(numbers).hasSize(5);
            assertThat(numbers[0]).isEqualTo(expected.classIndex());
            assertThat((numbers[1] - numbers[3] / 2) * 640)
                    .isCloseTo(expected.box().x1(), within(1e-3));
            assertThat((numbers[2] + numbers[4] / 2) * 480)
                    .isCloseTo(expected.box().y2(), within(1e-3));
        }
    }

    @Test
    void resultsAndImagesAreNumberedAsTheyPointToEachOther() throws IOException {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        classes.put("cells", List.of("RBC", "WBC"));
        classes.put("other", List.of("RBC"));
        write(
                Categories.of(classes),
                Set.of(),
                List.of(
                        image("a", 1, List.of()),
                        image("sub/b", 2, List.of(new Detection(2, new Box(10, 20, 110.5, 60.126), 0.87654)))));

        JsonNode images = json("images.json");
        assertThat(images.path("annotations")).isEmpty();
        assertThat(images.path("categories").findValuesAsText("id")).containsExactly("1", "2", "3");
        assertThat(images.path("categories").path(2).toString())
                .isEqualTo("{\"id\":3,\"name\":\"RBC\",\"supercategory\":\"other\"}");
        assertThat(images.path("images").path(1).toString())
                .isEqualTo(
                        "{\"id\":2,\"file_name\":\"photos/sub/b.png\",\"width\":640,\"height\":480,\"result\":\"sub/b\"}");
        assertThat(json("detections.json").toString())
                .isEqualTo("[{\"image_id\":2,\"category_id\":3,\"bbox\":[10.0,20.0,100.5,40.13],\"score\":0.8765,"
                        + "\"file_name\":\"photos/sub/b.png\",\"category_name\":\"RBC\",\"task\":\"other\"}]");
        assertThat(Files.readAllLines(out.resolve("detections.csv")))
                .containsExactly(
                        "image,frame,seconds,task,class,score,x1,y1,x2,y2",
                        "photos/sub/b.png,,,other,RBC,0.8765,10.00,20.00,110.50,60.13");
    }

    @Test
    void aVideoIsPaintedAsOneAndKeepsItsRate() throws IOException {
        List<ImageResult> frames = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            frames.add(frame(i, i / 29.97, 29.97, i * Clip.STEP));
        }
        write(CELLS, Set.of(LabelFormat.YOLO), frames);

        Clip.Seen seen = Clip.read(out.resolve("sub/clip.avi"));
        assertThat(seen.rate()).isCloseTo(29.97, within(1e-3));
        assertThat(List.of(seen.width(), seen.height())).containsExactly(640, 480);
        assertThat(seen.frames()).hasSize(5);
        assertThat(seen.frames().get(3)[0]).isCloseTo(3 * Clip.STEP, within(3));
        assertThat(seen.frames().get(3)[1]).isCloseTo(0, within(3));
        assertThat(Files.readAllLines(out.resolve("detections.csv")).get(3))
                .startsWith("sub/clip.avi,2,0.067,cells,RBC,0.9000,");
        assertThat(json("images.json").path("images").path(4).path("frame").asInt())
                .isEqualTo(4);
        assertThat(out.resolve("labels/sub/clip-000004.txt")).isNotEmptyFile();
        assertThat(Image.read(out.resolve("images/sub/clip-000004.jpg")).size()).isEqualTo(SIZE);
        assertThat(out.resolve("sub/clip.jpg")).doesNotExist();
    }

    @Test
    void framesThatCameLateAreShownUntilTheNext() throws IOException {
        write(CELLS, Set.of(), List.of(frame(0, 3.0, 10, 0), frame(9, 3.4, 10, 100), frame(11, 3.5, 10, 200)));

        assertThat(Clip.read(out.resolve("sub/clip.avi")).frames())
                .extracting(bgr -> Math.round(bgr[0] / 100f) * 100)
                .containsExactly(0, 100, 100, 100, 100, 200);
    }

    @Test
    void whatIsNotFinishedLeavesNothing() throws IOException {
        try (Outputs outputs = new Outputs(out, CELLS, true, Set.of())) {
            outputs.write(frame(0, 0, 10, 0));
        }
        try (Stream<Path> left = Files.walk(out)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void withoutImagesThereAreTablesOnly() throws IOException {
        try (Outputs outputs = new Outputs(out, CELLS, false, Set.of())) {
            outputs.write(image("a", 1, boxes(1, 2)));
            outputs.write(frame(0, 0, 10, 0));
            outputs.finish();
        }
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("detections.json", "detections.csv", "images.json");
        }
    }

    private void write(Categories categories, Set<LabelFormat> formats, List<ImageResult> all) {
        try (Outputs outputs = new Outputs(out, categories, true, formats)) {
            all.forEach(outputs::write);
            outputs.finish();
        }
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(out.resolve(name).toFile());
    }

    private static ImageResult image(String name, int id, List<Detection> detections) {
        Image image = Image.of(SIZE, new byte[3 * 640 * 480]);
        return new ImageResult(new Frame("photos/" + name + ".png", name, image, Optional.empty(), ""), id, detections);
    }

    /** All blue, so bright. */
    private static ImageResult frame(int number, double seconds, double rate, int blue) {
        byte[] rgb = new byte[3 * 640 * 480];
        for (int i = 2; i < rgb.length; i += 3) {
            rgb[i] = (byte) blue;
        }
        Frame frame = new Frame(
                "sub/clip.avi",
                "sub/clip",
                Image.of(SIZE, rgb),
                Optional.of(new Frame.Time(number, seconds, rate)),
                "");
        return new ImageResult(frame, number + 1, List.of(new Detection(0, new Box(10, 10, 60, 60), 0.9)));
    }

    private static List<Detection> boxes(long seed, int count) {
        Random random = new Random(seed);
        List<Detection> boxes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double x = 600 * random.nextDouble();
            double y = 400 * random.nextDouble();
            boxes.add(new Detection(
                    i % 2, Box.ofXywh(x, y, 2 + 30 * random.nextDouble(), 2 + 70 * random.nextDouble()), 0.5));
        }
        return boxes;
    }
}
