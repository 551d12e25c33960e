package org.vpt4j.vision.backbone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A pull from a {@link FakeHub} in a process of its own, which can be killed: endpoint, then the folder of the cache. */
final class PullProcess {
    private PullProcess() {}

    public static void main(String[] arguments) {
        HubSettings settings = HubSettings.of(Map.of("HF_ENDPOINT", arguments[0]), arguments[1]);
        new HubPull(settings, new HuggingFaceCache(Path.of(arguments[1])), Duration.ofMillis(1))
                .pull(FakeHub.NAME, "main", (file, bytes, size) -> {});
    }

    static Process start(FakeHub hub, Path cache) throws java.io.IOException {
        String tests = System.getProperty("surefire.test.class.path", "");
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        tests.isEmpty() ? System.getProperty("java.class.path") : tests,
                        PullProcess.class.getName(),
                        hub.environment().get("HF_ENDPOINT"),
                        cache.toString())
                .inheritIO()
                .start();
    }
}
