package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.files.FileTree;

/** Training and evaluation read data as the data commands do, and a run remembers how. */
class DataReadingTest {
    private static final String WORDS = "x1 y1 x2 y2 class";

    @TempDir
    Path folder;

    private TinyWorld world;

    @BeforeEach
    void aWorld() throws IOException {
        world = TinyWorld.in(folder);
    }

    /** A word for each argument; {@code ~} stands for a space in one. */
    private CapturedRun run(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            words.add(word.replace("{}", folder.toString()).replace('~', ' '));
        }
        return CapturedRun.of(words);
    }

    private CapturedRun done(String command) {
        CapturedRun run = run(command);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static List<String> metrics(CapturedRun run) {
        return run.out().lines().filter(line -> line.contains("AP")).toList();
    }

    @Test
    void aTextLayoutAndAClassMapAreKeptForEvaluationAndResuming() throws IOException {
        CapturedRun written =
                done("data convert --data {}/data --to text:" + WORDS.replace(' ', '~') + " --out {}/text");
        assertThat(written.out()).contains("written as text: 10 images");
        assertThat(Files.readString(world.path("text/train/p0.txt")))
                .matches("(?s)(\\d+ \\d+ \\d+ \\d+ (box|disc)\n)+");
        world.write("names.yaml", "disc: ring\n");

        done("train --config {}/tiny.yaml --data {}/text --layout " + WORDS.replace(' ', '~')
                + " --class-map {}/names.yaml");
        String config = Files.readString(world.path("run/config.yaml"));
        assertThat(config).contains("layout: \"" + WORDS + "\"").contains("class-map: " + folder.resolve("names.yaml"));

        CapturedRun evaluated = done("eval --task {}/run/task.safetensors --data {}/text");
        assertThat(metrics(evaluated)).anyMatch(line -> line.contains("ring"));
        CapturedRun again = done("eval --task {}/run/task.safetensors --data {}/text --layout "
                + WORDS.replace(' ', '~') + " --class-map {}/names.yaml");
        assertThat(metrics(again)).isEqualTo(metrics(evaluated));
        CapturedRun original = done("eval --task {}/run/task.safetensors --data {}/data");
        assertThat(metrics(original)).isEqualTo(metrics(evaluated));

        Files.move(world.path("text"), world.path("moved"));
        done("train --resume --out {}/run --data {}/moved");
        assertThat(Files.readString(world.path("run/config.yaml"))).contains("data: " + world.path("moved"));
    }

    @Test
    void aRunGoesOnWhereItsDataHaveMovedButNotOnOthers() throws IOException {
        done("train --config {}/tiny.yaml");
        Files.move(world.path("data"), world.path("elsewhere"));
        CapturedRun gone = run("train --resume --out {}/run");
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).contains("data does not exist");
        done("train --resume --out {}/run --data {}/elsewhere");

        world.edit("elsewhere/Annotations/p1.xml", xml -> xml.replace("disc", "ring"));
        CapturedRun other = run("train --resume --out {}/run --data {}/elsewhere");
        assertThat(other.code()).isNotZero();
        assertThat(other.err()).contains("has changed since the run began");
    }

    @Test
    void aFileIsTakenEverywhere() throws IOException {
        done("data convert --data {}/data --to coco --out {}/coco");
        FileTree.delete(world.path("data"));
        Path train;
        try (var files = Files.walk(world.path("coco"))) {
            train = files.filter(file -> file.toString().matches(".*train.*\\.json"))
                    .findFirst()
                    .orElseThrow();
        }
        done("train --config {}/tiny.yaml --data " + train);
        done("eval --task {}/run/task.safetensors --split val --data " + train);
        done("data doctor --data " + train);
        done("data stats --out {}/stats --data " + train);
        done("data convert --to voc --out {}/voc --data " + train);
        done("data split --out {}/split --ratios 50/50/0 --data " + train);
        done("bench data --images 4 --coco-images 2 --size 64 --data " + train);
        assertThat(world.path("voc/Annotations/p0.xml")).exists();
    }

    @Test
    void columnsAreMappedInATraining() throws IOException {
        done("data convert --data {}/data --to csv --out {}/csv");
        for (String name : List.of("train", "val", "test")) {
            Path file;
            try (var files = Files.walk(world.path("csv"))) {
                file = files.filter(path -> path.toString().matches(".*" + name + ".*\\.csv"))
                        .findFirst()
                        .orElseThrow();
            }
            String text = Files.readString(file);
            String header = text.lines().findFirst().orElseThrow();
            Files.writeString(
                    file,
                    text.replace(
                            header,
                            header.replace("class", "kind")
                                    .replace("filename", "picture")
                                    .replace("xmin", "l")
                                    .replace("ymin", "t")
                                    .replace("xmax", "r")
                                    .replace("ymax", "b")));
        }
        done(
                "train --config {}/tiny.yaml --data {}/csv --columns image=picture,class=kind,xmin=l,ymin=t,xmax=r,ymax=b");
        assertThat(Files.readString(world.path("run/config.yaml"))).contains("columns: \"image=picture,class=kind");
    }

    @Test
    void aClassMapThatDoesNotFitIsRefusedBeforeTheTraining() throws IOException {
        world.write("names.yaml", "disk: ring\n");
        CapturedRun run = run("train --config {}/tiny.yaml --class-map {}/names.yaml");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("the data has no class \"disk\"").contains("did you mean \"disc\"?");
        CapturedRun format = run("train --config {}/tiny.yaml --format cocoo");
        assertThat(format.code()).isEqualTo(2);
        assertThat(format.err()).contains("format: \"cocoo\" is none of").contains("did you mean \"coco\"?");
    }
}
