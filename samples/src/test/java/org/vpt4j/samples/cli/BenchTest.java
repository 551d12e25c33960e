package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

    private CapturedRun bench(String methods, List<String> more) throws Exception {
        TinyWorld world = TinyWorld.in(folder);
        List<String> words = new ArrayList<>(List.of("bench", "train", "--methods", methods, "--steps", "2"));
        words.addAll(List.of("--data", world.path("data").toString()));
        words.addAll(List.of("--backbone", world.path("vit").toString()));
        words.addAll(List.of("--size", "64", "--batch", "2", "--threads", "1", "--device", "cpu"));
        words.addAll(more);
        return CapturedRun.of(words);
    }
}
