package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task is trained further on other data, with a new class, and measured on both. */
class ContinuationTest {
    private static final String GO_ON = "train --json --config {}/tiny.yaml --data {}/more --out {}/longer"
            + " --start-from {}/run/task.safetensors";

    @TempDir
    Path folder;

    private TinyWorld world;

    @BeforeEach
    void trainATaskAndLabelANewClass() throws IOException {
        world = TinyWorld.in(folder);
        CapturedRun first = run("train --config {}/tiny.yaml");
        assertThat(first.code()).as(first.err()).isZero();
        try (Stream<Path> files = Files.walk(world.path("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = world.path("more").resolve(world.path("data").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        for (int i : new int[] {0, 1, 9}) {
            world.edit("more/Annotations/p" + i + ".xml", s -> s.replace("disc", "ring"));
        }
    }

    private CapturedRun run(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            words.add(word.replace("{}", folder.toString()));
        }
        return CapturedRun.of(words);
    }

    private static JsonNode continued(CapturedRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out()).path("continued");
    }

    private static List<String> classes(JsonNode part) {
        List<String> names = new ArrayList<>();
        part.path("classes").forEach(row -> names.add(row.path("class").asText()));
        return names;
    }

    @Test
    void theNewTaskIsMeasuredOnTheNewAndTheOldDataBeforeAndAfter() throws IOException {
        CapturedRun run = run(GO_ON);

        JsonNode continued = continued(run);
        JsonNode fresh = continued.path("measured").path(0);
        JsonNode old = continued.path("measured").path(1);
        assertThat(fresh.path("data").asText()).isEqualTo("new data");
        assertThat(classes(fresh)).containsExactly("box", "disc", "ring");
        JsonNode ring = fresh.path("classes").path(2);
        assertThat(ring.path("ap_before").asDouble()).isEqualTo(-1);
        assertThat(ring.path("ap_after").asDouble()).isNotNegative();
        assertThat(old.path("data").asText()).isEqualTo("old data");
        assertThat(old.path("folder").asText()).isEqualTo(world.path("data").toString());
        assertThat(old.path("images").asInt()).isEqualTo(2);
        assertThat(old.path("split").asText()).isEqualTo("test");
        assertThat(classes(old)).containsExactly("box", "disc");
        for (JsonNode row : old.path("classes")) {
            assertThat(row.path("ap_before").asDouble()).isNotNegative();
            assertThat(row.path("ap_after").asDouble()).isNotNegative();
        }
        assertThat(continued.path("notes")).isEmpty();
        assertThat(run.progress()).contains("2 classes are kept: box, disc; 1 class is new: ring");
        assertThat(world.path("longer/report.html")).content().contains("Before and after", "old data, 2 test images");

        CapturedRun text = run("train --out {}/longer --resume");
        assertThat(text.out()).contains("on 2 test images of the old data:").containsPattern("disc +AP50 .* -> ");
    }

    @Test
    void oldImagesThatAreTrainedOnNowAreLeftOut() throws IOException {
        world.edit("more/ImageSets/Main/train.txt", s -> s + "p8\n");
        world.edit("more/ImageSets/Main/test.txt", s -> s.replace("p8\n", ""));

        JsonNode continued = continued(run(GO_ON));

        assertThat(continued.path("measured").path(1).path("images").asInt()).isEqualTo(1);
        assertThat(continued.path("notes").path(0).asText())
                .isEqualTo("1 image of 2 in the test part of the old data left out: the new task was trained on it");
    }

    @Test
    void oldDataThatAreGoneCanBeNamedAlsoLater() throws IOException {
        Files.move(world.path("data"), world.path("moved"));

        CapturedRun run = run(GO_ON);

        String missing = "was trained on are no longer in " + world.path("data");
        assertThat(run.progress()).contains(missing, "--old-data DIR");
        JsonNode continued = continued(run);
        assertThat(continued.path("measured")).hasSize(1);
        assertThat(continued.path("notes").path(0).asText()).contains(missing);

        CapturedRun named = run("train --json --out {}/longer --resume --old-data {}/moved");
        assertThat(continued(named).path("measured").path(1).path("images").asInt())
                .isEqualTo(2);
        assertThat(continued(named).path("notes")).isEmpty();
    }

    @Test
    void changedOldDataAreNotMeasuredOnUnlessTheyAreNamed() throws IOException {
        world.edit("data/Annotations/p9.xml", s -> s.replaceFirst("<xmin>\\d+", "<xmin>1"));

        JsonNode continued = continued(run(GO_ON));

        assertThat(continued.path("measured")).hasSize(1);
        assertThat(continued.path("notes").path(0).asText())
                .contains("the data in " + world.path("data") + " have changed", "--old-data DIR");

        JsonNode named = continued(run("train --json --out {}/longer --resume --old-data {}/data"));
        assertThat(named.path("measured")).hasSize(2);
        assertThat(named.path("notes").path(0).asText()).contains("are not those that");
    }

    @Test
    void aStartThatChangedInTheMeantimeIsSaid() throws IOException {
        continued(run(GO_ON));
        Files.delete(world.path("run/task.safetensors"));

        JsonNode continued = continued(run("train --json --out {}/longer --resume"));

        assertThat(continued.path("measured")).isEmpty();
        assertThat(continued.path("notes").path(0).asText()).contains("has been moved or changed since");
    }

    @Test
    void oldDataWithoutAStartOrWithoutAFolderAreRefused() {
        CapturedRun none = run("train --config {}/tiny.yaml --out {}/x --old-data {}/data");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--old-data: these are the data of the task that the training starts from");

        CapturedRun nowhere = run(GO_ON + " --old-data {}/nowhere");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--old-data: there is no folder " + world.path("nowhere"));
    }
}
