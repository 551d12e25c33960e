package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.weights.Safetensors;
import org.vpt4j.vision.weights.Safetensors.DataType;

/** A head is pretrained for a backbone, and what that backbone then can do. */
class ObjectsTest {
    @TempDir
    static Path folder;

    private static TinyWorld world;
    private static Path objects;
    private static CapturedRun pretraining;

    @BeforeAll
    static void pretrainAHead() throws IOException {
        world = TinyWorld.in(folder);
        objects = world.path("vit/objects.safetensors");
        pretraining = run(
                "head pretrain --json --data {}/data --backbone {}/vit --size 64 --epochs 3 --views 1"
                        + " --batch 3 --warmup 1 --precision fp32 --device cpu --threads 1 --cache-dir {}/cache --seed 3"
                        + " --head-settings channels=32,groups=8,neck=32 --run {}/pretraining --out {}/vit/objects.safetensors");
    }

    private static CapturedRun run(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.split(" ", -1)) {
            words.add(word.replace("{}", folder.toString()));
        }
        return CapturedRun.of(words);
    }

    @Test
    void pretrainingWritesOneSmallTaskWithOneClass() throws IOException {
        assertThat(pretraining.code()).as(pretraining.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(pretraining.out());
        assertThat(result.path("sha256").asText()).isEqualTo(Sha256.of(objects));
        assertThat(result.path("bytes").asLong()).isEqualTo(Files.size(objects)).isLessThan(4_000_000);
        assertThat(result.path("start").asText()).isEqualTo("none");

        Task task = TaskFile.read(objects);
        assertThat(task.classes()).containsExactly("object");
        assertThat(task.isClassAgnostic()).isTrue();
        assertThat(task.method().name()).isEqualTo("head-only");
        assertThat(task.provenance().settings())
                .containsEntry("class-agnostic", "on")
                .containsEntry("ema", "0.999")
                .containsEntry("cache", "on")
                .containsEntry("views", "1")
                .containsEntry("data", "data");
        Safetensors stored = Safetensors.open(objects);
        assertThat(stored.metadata().get("vpt4j")).doesNotContain(folder.toString());
        assertThat(stored.names())
                .allSatisfy(name -> assertThat(stored.entry(name).type()).isEqualTo(DataType.F16));
    }

    @Test
    void itIsNotWrittenOverAFileAndATrainingCanBeResumed() {
        String again =
                "head pretrain --data {}/data --backbone {}/vit --run {}/pretraining --out {}/vit/objects.safetensors";
        CapturedRun refused = run(again);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("objects.safetensors exists", "--out");

        String before = Sha256.of(objects);
        CapturedRun resumed = run(again + " --resume");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.out()).contains("SHA-256: ");
        assertThat(Sha256.of(objects)).isEqualTo(before);
    }

    @Test
    void aHeadThatIsTooLargeForTheFileIsRefusedBeforeTheTraining() {
        CapturedRun refused =
                run("head pretrain --data {}/data --backbone {}/vit --head-settings channels=512,neck=1024"
                        + " --run {}/large --out {}/large.safetensors");

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--head-settings: ", "MB in half precision", "take fewer channels");
        assertThat(world.path("large")).doesNotExist();
    }

    @Test
    void detectEvalExportAndInfoKnowObjectsByName() {
        CapturedRun found = run("detect --task objects --backbone {}/vit {}/data/JPEGImages/p9.jpg --out {}/found"
                + " --score 0.001 --threads 1");
        assertThat(found.code()).as(found.err()).isZero();
        assertThat(world.path("found/detections.csv")).content().contains(",objects,object,");

        CapturedRun measured =
                run("eval --json --task objects --backbone {}/vit --data {}/data --split train --threads 1");
        assertThat(measured.code()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("\"object\"").doesNotContain("disc");

        CapturedRun exported = run("export --task objects --backbone {}/vit --out {}/exported --threads 1");
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(world.path("exported/objects.onnx")).exists();
    }

    @Test
    void inJavaToo() {
        DetectorOptions options = DetectorOptions.defaults()
                .withBackbone(world.path("vit").toString())
                .withThreads(1);
        try (Detector detector = Detector.load(Path.of("objects"), options)) {
            assertThat(detector.classes()).containsExactly("object");
        }
    }

    @Test
    void trainingStartsFromItByDefault() throws IOException {
        CapturedRun trained = run("train --json --config {}/tiny.yaml --out {}/from-objects");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.progress())
                .contains("starts from objects: the head but its class layer; 2 classes are new")
                .contains("vpt-deep starts from random values: objects was trained with head-only");
        JsonNode result = new ObjectMapper().readTree(trained.out());
        assertThat(result.path("start").asText()).isEqualTo("objects");
        assertThat(result.path("start_fingerprint").asText()).isEqualTo(Sha256.of(objects));
        assertThat(world.path("from-objects/config.yaml")).content().contains("start-from: objects");
        assertThat(world.path("from-objects/report.html")).content().contains(Sha256.of(objects));
        CapturedRun info = run("task info {}/from-objects/task.safetensors");
        assertThat(info.out()).containsPattern("start +objects");

        CapturedRun repeated = run("train --config {}/from-objects/config.yaml --out {}/repeated");
        assertThat(repeated.code()).as(repeated.err()).isZero();
    }

    @Test
    void aBackboneWithoutItSaysHowToMakeIt() throws IOException {
        world.writeBackbone("bare", 5);

        for (String command : List.of(
                "detect --task objects --backbone {}/bare {}/data/JPEGImages --out {}/none",
                "eval --task objects --backbone {}/bare --data {}/data",
                "train --config {}/tiny.yaml --backbone {}/bare --start-from objects --out {}/none")) {
            CapturedRun refused = run(command);
            assertThat(refused.code()).as(command).isEqualTo(2);
            assertThat(refused.err()).contains("the backbone bare comes without the task \"objects\"", "head pretrain");
        }
        CapturedRun trained = run("train --config {}/tiny.yaml --backbone {}/bare --out {}/from-nothing");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.progress()).contains("starts from random values: the backbone bare comes without the task");
    }
}
