package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.samples.detect.Clip;
import org.vpt4j.vision.image.Image;

/** {@code vpt4j detect} as a user runs it, with a task that was trained in a second. */
class DetectCommandTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static TinyWorld world;
    private static Path task;

    @BeforeAll
    static void trainATask() throws IOException {
        world = TinyWorld.in(shared);
        CapturedRun run = CapturedRun.of(
                List.of("train", "--config", world.path("tiny.yaml").toString()));
        assertThat(run.code()).as(run.err()).isZero();
        task = world.path("run/task.safetensors");
    }

    @Test
    void imagesAVideoAndAPatternAreDoneInOneRunByTwoTasks() throws IOException {
        Path second = Files.copy(task, folder.resolve("second.safetensors"));
        Path clip = folder.resolve("clip.avi");
        Clip.write(clip, 6, 64, 48, 12.5);
        String photos = world.path("data/JPEGImages").toString();

        CapturedRun run = detect(
                List.of(photos, clip.toString(), photos + "/p[01].jpg"),
                "--task",
                second.toString(),
                "--every",
                "2",
                "--format",
                "yolo",
                "--format",
                "VOC",
                "--score",
                "0");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).matches("objects: \\d+, images: 12, frames: 3, in .*found\\R");
        assertThat(files(""))
                .contains("p0.jpg", "p9.jpg", "p0-2.jpg", "p1-2.jpg", "clip.avi", "classes.txt")
                .doesNotContain("failed.csv");
        assertThat(files("labels")).hasSize(12 + 3).contains("p0-2.txt", "clip-000004.txt");
        assertThat(files("annotations")).hasSize(12 + 3).contains("p9.xml", "clip-000000.xml");
        assertThat(files("images")).containsExactly("clip-000000.jpg", "clip-000002.jpg", "clip-000004.jpg");
        assertThat(Clip.read(found("clip.avi")).frames()).hasSize(3);
        assertThat(Files.readAllLines(found("classes.txt")))
                .containsExactly("task/box", "task/disc", "second/box", "second/disc");
        List<String> rows = Files.readAllLines(found("detections.csv"));
        long first = rows.stream().filter(row -> row.contains(",task,")).count();
        assertThat(first).isGreaterThan(100);
        assertThat(rows.stream().filter(row -> row.contains(",second,")).count())
                .as("both tasks are the same and find the same")
                .isCloseTo(first, withinPercentage(1));
        assertThat(rows.stream().filter(row -> row.contains("clip.avi,4,0."))).isNotEmpty();
    }

    @Test
    void whatCannotBeReadIsNamedCountedListedAndInTheExitCodeAndTheRestIsDone() throws IOException {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.copy(world.path(TinyWorld.image(0)), photos.resolve("good.jpg"));
        Files.writeString(photos.resolve("text.jpg"), "this only pretends to be a JPEG");
        Files.createFile(photos.resolve("empty.png"));
        Path clip = Files.writeString(folder.resolve("clip.mp4"), "nor is this a video");

        CapturedRun run = detect(List.of(photos.toString(), clip.toString()));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("images: 1,");
        assertThat(run.err().lines())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).contains("empty.png: is empty"))
                .anySatisfy(line -> assertThat(line).contains("text.jpg: is not an image"))
                .anySatisfy(line -> assertThat(line).contains("clip.mp4: is not a video that can be read here"))
                .last()
                .isEqualTo("not read: 3, listed in " + found("failed.csv"));
        assertThat(Files.readAllLines(found("failed.csv")))
                .hasSize(1 + 3)
                .first()
                .isEqualTo("file,reason");
        assertThat(files("")).contains("good.jpg");
    }

    @ParameterizedTest
    @CsvSource({
        "one.png, 1, 1",
        "thin.png, 1, 700",
        "panorama.jpg, 20000, 12",
        "deep.png, 50, 40",
        "grey.jpg, 50, 40",
        "alpha.png, 50, 40",
        "bits.png, 33, 17",
        "moving.gif, 50, 40"
    })
    void oddImagesAreDetectedOn(String name, int width, int height) throws IOException {
        Path imageFile = folder.resolve(name);
        if (name.endsWith("gif")) {
            writeAnimation(imageFile, width, height);
        } else {
            ImageIO.write(
                    new BufferedImage(width, height, type(name)),
                    name.substring(name.indexOf('.') + 1),
                    imageFile.toFile());
        }

        CapturedRun run = detect(List.of(imageFile.toString()), "--score", "0");

        assertThat(run.code()).as(run.err()).isZero();
        Image painted = Image.read(found(name.substring(0, name.indexOf('.')) + ".jpg"));
        assertThat(painted.width() % width).isZero();
        assertThat(painted.width() / width).isEqualTo(painted.height() / height);
        assertThat(new ObjectMapper()
                        .readTree(found("images.json").toFile())
                        .path("images")
                        .path(0)
                        .path("width")
                        .asInt())
                .isEqualTo(width);
        if (name.endsWith("gif")) {
            assertThat(run.progress()).contains("moving.gif: contains several images; only the first is used");
        } else {
            assertThat(run.progress()).doesNotContain("several");
        }
    }

    @Test
    void aImageIsNotReplacedByThePaintedOne() throws IOException {
        Path own = Files.copy(world.path(TinyWorld.image(0)), folder.resolve("own.jpg"));
        byte[] before = Files.readAllBytes(own);

        CapturedRun run = CapturedRun.of(
                List.of("detect", "--task", task.toString(), own.toString(), "--out", folder.toString()));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("own.jpg would be overwritten by the image with boxes; use another folder");
        assertThat(own).hasBinaryContent(before);
        assertThat(detectInto(folder, List.of(own.toString()), "--no-images").code())
                .isZero();
        assertThat(own).hasBinaryContent(before);
    }

    private static int type(String name) {
        return Map.of(
                        "deep.png", BufferedImage.TYPE_USHORT_GRAY,
                        "grey.jpg", BufferedImage.TYPE_BYTE_GRAY,
                        "alpha.png", BufferedImage.TYPE_INT_ARGB,
                        "bits.png", BufferedImage.TYPE_BYTE_BINARY)
                .getOrDefault(name, BufferedImage.TYPE_INT_RGB);
    }

    private static void writeAnimation(Path file, int width, int height) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < 3; i++) {
                BufferedImage frame = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED);
                writer.writeToSequence(
                        new IIOImage(
                                frame,
                                null,
                                writer.getDefaultImageMetadata(
                                        ImageTypeSpecifier.createFromRenderedImage(frame), null)),
                        null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
    }

    private CapturedRun detect(List<String> sources, String... options) {
        return detectInto(folder.resolve("found"), sources, options);
    }

    private static CapturedRun detectInto(Path out, List<String> sources, String... options) {
        List<String> words = new ArrayList<>(List.of("detect", "--task", task.toString(), "--threads", "1"));
        words.addAll(List.of("--out", out.toString()));
        words.addAll(List.of(options));
        words.addAll(sources);
        return CapturedRun.of(words);
    }

    private Path found(String name) {
        return folder.resolve("found").resolve(name);
    }

    private List<String> files(String below) throws IOException {
        try (Stream<Path> all = Files.list(found(below))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
