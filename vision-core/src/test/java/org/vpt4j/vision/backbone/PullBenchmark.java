package org.vpt4j.vision.backbone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.vpt4j.vision.files.FileTree;

/**
 * Compares a pull of 200 MB from a {@link FakeHub} on this machine with {@code curl}, which checks no digest. Not a test: run
 * {@code main}, in an IDE or with the test class path. Prints the medians of several alternating rounds.
 */
final class PullBenchmark {
    private static final int BYTES = 200_000_000;
    private static final int ROUNDS = 7;
    private static final int WARM_UP = 2;

    private PullBenchmark() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("pull");
        List<Double> own = new ArrayList<>();
        List<Double> curl = new ArrayList<>();
        try (FakeHub hub = new FakeHub()) {
            byte[] bytes = new byte[BYTES];
            new Random(1).nextBytes(bytes);
            hub.files.put("config.json", "{\"model_type\": \"vit\"}".getBytes(StandardCharsets.UTF_8));
            hub.files.put("model.safetensors", bytes);
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                Path cache = folder.resolve("cache");
                double pulled = seconds(() -> pull(hub, cache));
                FileTree.delete(cache);
                double curled = seconds(() -> curl(hub, folder.resolve("curl")));
                if (round >= WARM_UP) {
                    own.add(pulled);
                    curl.add(curled);
                }
            }
        } finally {
            FileTree.delete(folder);
        }
        System.out.printf(
                Locale.ROOT,
                "pull %.2f s (%.0f MB/s), curl %.2f s (%.0f MB/s): %.2f of its speed%n",
                median(own),
                BYTES / 1e6 / median(own),
                median(curl),
                BYTES / 1e6 / median(curl),
                median(curl) / median(own));
    }

    private interface Download {
        void run() throws IOException, InterruptedException;
    }

    private static double seconds(Download download) throws IOException, InterruptedException {
        long start = System.nanoTime();
        download.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static void pull(FakeHub hub, Path cache) {
        HubSettings settings = HubSettings.of(hub.environment(), cache.toString());
        new HubPull(settings, new HuggingFaceCache(cache), Duration.ofMillis(1))
                .pull(FakeHub.NAME, "main", (file, arrived, size) -> {});
    }

    private static void curl(FakeHub hub, Path target) throws IOException, InterruptedException {
        String address = hub.environment().get("HF_ENDPOINT") + "/" + FakeHub.NAME + "/resolve/" + FakeHub.COMMIT
                + "/model.safetensors";
        int code = new ProcessBuilder("curl", "-s", "-S", "-f", "-o", target.toString(), address)
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("curl failed with code " + code);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
