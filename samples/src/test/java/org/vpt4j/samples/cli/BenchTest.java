package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    private Path folder;

    @Test
    void aStepOfOneMethodIsMeasuredPhaseByPhaseBehindAWarmUp() throws Exception {
        CapturedRun run = bench("head-only", List.of("--warmup-steps", "1", "--json"));
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.path("warmup").asInt()).isEqualTo(1);
        JsonNode method = result.at("/methods/0");
        double phases = 0;
        for (JsonNode phase : method.path("phases")) {
            phases += phase.asDouble();
        }
        assertThat(method.path("phases")).hasSize(6);
        assertThat(phases).isPositive();
        assertThat(method.path("milliseconds").asDouble()).isPositive();
        assertThat(method.path("trainedParameters").asLong()).isPositive();
    }

    @Test
    void severalMethodsAreMeasuredInProcessesOfTheirOwnAndComparedWithFull() throws Exception {
        CapturedRun run = bench("head-only,full", List.of());
        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0)).contains("encoder", "backward", "optimizer", "growth"))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("head-only"))
                .satisfies(lines -> assertThat(lines.get(2)).startsWith("full").endsWith("1.00"));
    }

    @Test
    void precisionsCachesAndCheckpointingAreComparedInOneTableAndWhatIsImpossibleIsNamed() throws Exception {
        String cache = folder.resolve("cache").toString();
        CapturedRun run = bench("head-only,full", List.of("--cache", "off,on", "--cache-dir", cache, "--views", "0"));
        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        assertThat(run.err()).contains("left out: full cached: it tunes the first layer");
        assertThat(run.out().lines().map(line -> line.replaceAll("  .*", "")).toList())
                .containsExactly("method", "head-only", "head-only cached", "full");
    }

    @Test
    void theStartOfABackboneIsMeasuredStageByStage() throws Exception {
        CapturedRun run = CapturedRun.of(List.of("bench", "load", "--backbone", "tiny-clip", "--json"));
        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        List<String> stages = new ArrayList<>();
        result.path("stages").forEach(stage -> stages.add(stage.path("name").asText()));
        assertThat(stages).containsExactly("engine", "open, check", "load weights", "first image", "second image");
        double ready = result.at("/stages/1/seconds").asDouble()
                + result.at("/stages/2/seconds").asDouble();
        assertThat(result.path("readySeconds").asDouble()).isCloseTo(ready, within(1e-9));
        assertThat(result.path("weightsMB").asDouble()).isBetween(0.1, 2.0);
        assertThat(CapturedRun.of(List.of("bench", "load", "--precision", "fp8"))
                        .err())
                .contains("fp8", "use fp32 or bf16");
    }

    @Test
    void openingLoadingAndReadingDataIsMeasured() throws Exception {
        CapturedRun run = CapturedRun.of(
                List.of("bench", "data", "--images", "100", "--coco-images", "20", "--size", "112", "--json"));
        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.path("opened images").asInt()).isEqualTo(100);
        assertThat(result.path("COCO boxes").asInt()).isEqualTo(200);
        for (String speed : List.of("loaded images per second", "from memory images per second")) {
            assertThat(result.path(speed).asDouble()).isPositive();
        }
    }

    @Test
    void detectingIsMeasuredOnEveryWayThroughAndWithManyTasks() throws Exception {
        CapturedRun run = infer(List.of(
                "--batches",
                "1,2",
                "--rounds",
                "2",
                "--warmup-rounds",
                "1",
                "--tasks",
                "3",
                "--endurance",
                "20",
                "--device",
                "cpu",
                "--json"));
        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        JsonNode result = new ObjectMapper().readTree(run.out());
        assertThat(result.path("paths")).hasSize(2);
        for (JsonNode path : result.path("paths")) {
            for (String way : List.of("bare", "network", "files", "pytorch", "fp16", "int8")) {
                assertThat(path.path("milliseconds").path(way).asDouble())
                        .as(way)
                        .isPositive();
            }
            double network = path.at("/milliseconds/network").asDouble();
            assertThat(path.path("ratio").path("network/bare").asDouble())
                    .isCloseTo(network / path.at("/milliseconds/bare").asDouble(), within(1e-3));
        }
        assertThat(result.path("imagesPerSecond")).hasSize(6).allMatch(speed -> speed.asDouble() > 0);
        assertThat(result.path("tasks").path("attaching a loaded task, ms").asDouble())
                .isPositive();
        assertThat(result.path("endurance")).hasSize(3);
    }

    @Test
    void partsThatAreNotAskedForAreLeftOut() throws Exception {
        CapturedRun run = infer(List.of("--rounds", "0", "--tasks", "2"));
        assertThat(run.code()).as(run.err() + run.progress()).isZero();
        assertThat(run.out()).contains("memory of 2 tasks").doesNotContain("bare", "caller", "images");
    }

    @Test
    void aPartInJavaIsMeasuredByJmh() throws Exception {
        CapturedRun run = CapturedRun.of(
                List.of("bench", "java", "--only", "decodeAndSuppress", "--iterations", "1", "--forks", "0"));
        assertThat(run.code()).as(run.err()).isZero();

        CapturedRun unknown = CapturedRun.of(List.of("bench", "java", "--only", "nothing", "--forks", "0"));
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("no benchmark's name contains \"nothing\"");
    }

    private CapturedRun bench(String methods, List<String> more) throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        List<String> words = new ArrayList<>(List.of("bench", "train", "--methods", methods, "--steps", "2"));
        words.addAll(List.of("--data", world.path("data").toString()));
        words.addAll(List.of("--backbone", world.path("vit").toString()));
        words.addAll(List.of("--size", "64", "--batch", "2", "--threads", "1", "--device", "cpu"));
        words.addAll(more);
        return CapturedRun.of(words);
    }

    private CapturedRun infer(List<String> more) throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        List<String> words = new ArrayList<>(List.of("bench", "infer", "--sizes", "64"));
        words.addAll(List.of("--backbone", world.path("vit").toString()));
        words.addAll(
                List.of("--images", world.path("data").resolve("JPEGImages").toString()));
        words.addAll(more);
        return CapturedRun.of(words);
    }
}
