package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
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

/** A run on data with three faults: what programs read on standard output, and what people read on standard error. */
class ResultsAsJsonTest {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    static Path folder;

    private static TinyWorld world;
    private static CapturedRun training;

    @BeforeAll
    static void trainOnDataWithFaults() throws IOException {
        world = TinyWorld.in(folder);
        world.cut(TinyWorld.image(0), 0.8);
        world.delete(TinyWorld.image(8));
        world.edit(TinyWorld.labels(2), s -> s.replaceFirst("<xmin>\\d+(.*?)<xmax>\\d+", "<xmin>300$1<xmax>320"));
        training = CapturedRun.of(List.of(
                "train", "--json", "--config", world.path("tiny.yaml").toString(), "--epochs", "2", "--seed", "5"));
    }

    @Test
    void trainPrintsOneObjectAndNothingElse() throws IOException {
        assertThat(training.code()).as(training.err()).isZero();

        JsonNode result = STRICT.readTree(training.out());
        assertThat(result.path("task").asText())
                .isEqualTo(world.path("run/task.safetensors").toString());
        assertThat(result.path("split").asText()).isEqualTo("test");
        assertThat(result.path("ap50").isNumber()).isTrue();
        assertThat(training.progress()).contains("epoch 2: loss");
    }

    @Test
    void optionsWinOverTheFile() throws IOException {
        JsonNode result = STRICT.readTree(training.out());

        assertThat(result.path("epochs").asInt()).isEqualTo(2);
        assertThat(result.path("seed").asInt()).isEqualTo(5);
        assertThat(Files.readString(world.path("run/config.yaml"))).contains("epochs: 2", "seed: 5", "batch: 3");
    }

    @Test
    void theEndOfATrainingCountsAndNamesWhatWasDropped() throws IOException {
        assertThat(training.err().lines())
                .startsWith("problems in the data:")
                .contains(
                        "  1 unreadable image (dropped): JPEGImages/p0.jpg",
                        "  1 annotation whose image is missing (dropped with its 2 boxes): Annotations/p8.xml",
                        "  1 box outside its image (dropped): JPEGImages/p2.jpg");

        assertThat(findings(training))
                .contains(
                        "unreadable image/dropped/1/JPEGImages/p0.jpg",
                        "annotation whose image is missing/dropped with its 2 boxes/1/Annotations/p8.xml",
                        "box outside its image/dropped/1/JPEGImages/p2.jpg");
    }

    @Test
    void evalPrintsOneObjectWithWhatWasDropped() throws IOException {
        CapturedRun run = CapturedRun.of(List.of(
                "eval", "--json", "--task", task(), "--data", world.path("data").toString(), "--threads", "1"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(STRICT.readTree(run.out()).path("images").asInt()).isEqualTo(1);
        assertThat(findings(run)).isEqualTo(findings(training));
        assertThat(run.err()).contains("problems in the data:", "  1 unreadable image (dropped): JPEGImages/p0.jpg");
    }

    @Test
    void evalMeasuresTheSameOnBothEngines() throws IOException {
        JsonNode onnx = STRICT.readTree(eval("--engine", "onnx"));
        JsonNode torch = STRICT.readTree(eval("--engine", "pytorch"));

        assertThat(onnx.path("ap").isNumber()).isTrue();
        assertThat(onnx.path("ap").asDouble()).isCloseTo(torch.path("ap").asDouble(), within(1e-3));
        assertThat(STRICT.readTree(eval("--precision", "int8")).path("images").asInt())
                .isEqualTo(1);
    }

    private static String eval(String option, String value) {
        CapturedRun run = CapturedRun.of(List.of(
                "eval",
                "--json",
                "--task",
                task(),
                "--data",
                world.path("data").toString(),
                "--threads",
                "1",
                option,
                value));
        assertThat(run.code()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void evalMeasuresOnTheImagesThatTheTrainingKeptApart(@TempDir Path folder) throws IOException {
        TinyWorld own = TinyWorld.in(folder);
        own.write(
                "mine.json",
                """
                {"train": ["JPEGImages/p6.jpg", "JPEGImages/p7.jpg", "JPEGImages/p8.jpg"],
                 "validation": ["JPEGImages/p9.jpg"], "test": ["JPEGImages/p0.jpg", "JPEGImages/p1.jpg", "JPEGImages/p2.jpg"]}
                """);
        CapturedRun train = CapturedRun.of(List.of(
                "train",
                "--config",
                own.path("tiny.yaml").toString(),
                "--split-file",
                own.path("mine.json").toString()));
        assertThat(train.code()).as(train.err()).isZero();
        List<String> eval = List.of(
                "eval",
                "--json",
                "--task",
                own.path("run/task.safetensors").toString(),
                "--data",
                own.path("data").toString());

        CapturedRun asTrained = CapturedRun.of(eval);
        own.edit("run/split.json", text -> text.replace("p9.jpg", "absent.jpg"));
        CapturedRun onOtherData = CapturedRun.of(eval);

        assertThat(STRICT.readTree(asTrained.out()).path("images").asInt()).isEqualTo(3);
        assertThat(asTrained.err()).contains("test images: from a split file");
        assertThat(STRICT.readTree(onOtherData.out()).path("images").asInt()).isEqualTo(2);
        assertThat(onOtherData.err()).contains("test images: as given by the data");
    }

    @Test
    void taskInfoPrintsOneObject() throws IOException {
        CapturedRun run = CapturedRun.of(List.of("task", "info", task(), "--json"));

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode facts = STRICT.readTree(run.out());
        assertThat(facts.path("method").asText()).isEqualTo("vpt-deep");
        assertThat(facts.path("shares_encoder").asBoolean()).isTrue();
        assertThat(facts.path("classes")).map(JsonNode::asText).containsExactly("box", "disc");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aSumOfMethodsIsTrainedWithSettingsOfEachAndItsTaskDetects() throws IOException {
        String out = world.path("sum").toString();
        CapturedRun run = CapturedRun.of(List.of(
                "train",
                "--json",
                "--config",
                world.path("tiny.yaml").toString(),
                "--method",
                "pixel-border+lora",
                "--tokens",
                "",
                "--width",
                "3",
                "--set",
                "lora.rank=2",
                "--out",
                out));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(world.path("sum/config.yaml")))
                .contains("method: pixel-border+lora\n", "width: 3\n", "lora.rank: 2\n");

        String task = out + "/task.safetensors";
        JsonNode facts = STRICT.readTree(
                CapturedRun.of(List.of("task", "info", task, "--json")).out());
        assertThat(facts.path("method").asText()).isEqualTo("pixel-border+lora");
        assertThat(facts.path("method_settings").path("rank").asText()).isEqualTo("2");
        assertThat(facts.path("method_settings").path("input").asText()).isEqualTo("64x64");
        assertThat(facts.path("shares_encoder").isBoolean()).isTrue();
        assertThat(facts.path("shares_encoder").asBoolean()).isFalse();
        CapturedRun eval = CapturedRun.of(List.of(
                "eval", "--json", "--task", task, "--data", world.path("data").toString(), "--threads", "1"));
        assertThat(eval.code()).as(eval.err()).isZero();
        assertThat(STRICT.readTree(eval.out()).path("images").asInt()).isEqualTo(1);
    }

    @Test
    void theStackTraceIsShownToWhoeverAsks() {
        CapturedRun run = CapturedRun.of(List.of("task", "info", "none", "--stacktrace"));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("\tat org.vpt4j.", "vpt4j: none does not exist");
    }

    private static String task() {
        return world.path("run/task.safetensors").toString();
    }

    private static List<String> findings(CapturedRun run) throws IOException {
        List<String> findings = new ArrayList<>();
        for (JsonNode one : STRICT.readTree(run.out()).path("findings")) {
            findings.add(one.path("kind").asText() + "/" + one.path("done").asText() + "/"
                    + one.path("count").asInt() + "/"
                    + one.path("names").path(0).asText());
        }
        return findings;
    }
}
