package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;

class HubPullTest {
    private static final BackboneHub.PullListener SILENT = (file, bytes, size) -> {};

    @TempDir
    private Path folder;

    private FakeHub hub;
    private Path cache;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
        cache = folder.resolve("hub");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Path pull(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(hub.environment());
        environment.putAll(more);
        HubSettings settings = HubSettings.of(environment, folder.toString());
        return new HubPull(settings, new HuggingFaceCache(cache), Duration.ofMillis(1))
                .pull(FakeHub.NAME, "main", SILENT);
    }

    private Path pull() {
        return pull(Map.of());
    }

    private void tiny() throws IOException {
        Path model = ModelFolder.vit("").write(folder.resolve("model"));
        for (String file : List.of("config.json", "model.safetensors")) {
            hub.files.put(file, Files.readAllBytes(model.resolve(file)));
        }
    }

    /** Weights of several pieces; they need not be opened. */
    private byte[] large(int megabytes) {
        byte[] bytes = new byte[megabytes << 20];
        new Random(1).nextBytes(bytes);
        hub.files.put("model.safetensors", bytes);
        hub.files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        return bytes;
    }

    private List<String> visible() throws IOException {
        Path snapshots = cache.resolve("models--org--tiny/snapshots");
        if (!Files.exists(snapshots)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(snapshots)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private List<String> blobs() throws IOException {
        try (Stream<Path> all = Files.list(cache.resolve("models--org--tiny/blobs"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void refused(Class<? extends Exception> type, ThrowingCallable call, String... reasons) throws IOException {
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContainingAll(reasons);
        assertThat(visible()).isEmpty();
    }

    @Test
    void aModelIsKeptAsHuggingFaceKeepsItAndOpens() throws IOException {
        tiny();
        hub.files.put("README.md", new byte[10]);
        hub.files.put("pytorch_model.bin", new byte[10]);
        hub.files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));

        Path snapshot = pull();

        Path model = cache.resolve("models--org--tiny");
        assertThat(snapshot).isEqualTo(model.resolve("snapshots").resolve(FakeHub.COMMIT));
        assertThat(model.resolve("refs/main")).hasContent(FakeHub.COMMIT);
        assertThat(visible()).containsExactly("config.json", "model.safetensors", "tokenizer.json");
        byte[] weights = hub.files.get("model.safetensors");
        String digest = FakeHub.digest("model.safetensors", weights);
        assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs/" + digest));
        assertThat(model.resolve("blobs").resolve(digest)).hasBinaryContent(weights);
        assertThat(blobs()).hasSize(3).allMatch(name -> name.matches("[0-9a-f]{40}|[0-9a-f]{64}"));
        BackboneHub standard = BackboneHub.of(getClass().getClassLoader(), folder.resolve("cache"), cache);
        assertThat(standard.open("org/tiny").config().width()).isEqualTo(8);
    }

    @Test
    void whatIsThereIsNotDownloadedAgain() throws IOException {
        tiny();
        pull();
        hub.requests.clear();

        pull();

        assertThat(hub.requests).containsExactly("GET /api/models/org/tiny/revision/main");
    }

    @Test
    void connectionsThatAreCutAgainAndAgainDoNoHarm() throws IOException {
        byte[] bytes = large(17);
        hub.cutAfter = 3_000_000;

        Path snapshot = pull();

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(bytes);
        assertThat(blobs()).hasSize(2);
    }

    @Test
    void aDownloadThatWasStoppedIsContinued() throws IOException {
        byte[] bytes = large(24);
        hub.dieAfter = 15 << 20;
        refused(FileException.class, this::pull, "failed", "run the same command again");
        hub.dieAfter = Long.MAX_VALUE;
        hub.sent.set(0);

        assertThat(pull().resolve("model.safetensors")).hasBinaryContent(bytes);
        assertThat(hub.sent.get()).isLessThan(24 << 20);
        assertThat(blobs()).hasSize(2);
    }

    @Test
    void aKilledProcessLosesLittleAndShowsNoHalfFile() throws Exception {
        byte[] bytes = large(48);
        hub.pause = 5;
        Process process = PullProcess.start(hub, cache);
        while (hub.sent.get() < 24 << 20 && process.isAlive()) {
            Thread.sleep(5);
        }
        assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue(); // SIGKILL
        assertThat(process.exitValue()).isNotZero();
        assertThat(visible()).isEmpty();
        Thread.sleep(50); // what the server had in its hands
        hub.pause = 0;
        hub.sent.set(0);

        Process again = PullProcess.start(hub, cache);
        assertThat(again.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isZero();
        assertThat(visible()).containsExactly("config.json", "model.safetensors");
        assertThat(cache.resolve("models--org--tiny/snapshots")
                        .resolve(FakeHub.COMMIT)
                        .resolve("model.safetensors"))
                .hasBinaryContent(bytes);
        assertThat(hub.sent.get())
                .isLessThan(34 << 20); // about 24 MB were there, and at most a MB of each connection is lost
        assertThat(blobs()).hasSize(2);
    }

    @Test
    void progressCountsEveryByte() {
        large(17);
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        HubSettings settings = HubSettings.of(hub.environment(), folder.toString());
        new HubPull(settings, new HuggingFaceCache(cache), Duration.ofMillis(1))
                .pull(FakeHub.NAME, "main", (file, done, size) -> {
                    if (file.equals("model.safetensors")) {
                        seen.add(done);
                    }
                });
        assertThat(Collections.max(seen)).isEqualTo(17 << 20);
    }

    @Test
    void aServerWithoutRangesSendsTheWhole() throws IOException {
        byte[] bytes = large(17);
        hub.ranges = false;

        assertThat(pull().resolve("model.safetensors")).hasBinaryContent(bytes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongBytesAreRefusedAndNothingIsKept(boolean ranges) throws IOException {
        byte[] wrong = large(17).clone();
        wrong[15 << 20] ^= 1;
        hub.served.put("model.safetensors", wrong);
        hub.ranges = ranges;

        refused(WeightsException.class, this::pull, "model.safetensors", "its digest is", "nothing was kept");
        assertThat(blobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileOfAnotherLengthIsRefused(boolean ranges) throws IOException {
        large(17);
        hub.claimedSize = 16 << 20;
        hub.ranges = ranges;

        refused(WeightsException.class, this::pull, "model.safetensors", Integer.toString(16 << 20));
        assertThat(blobs()).isEmpty();
    }

    @Test
    void aFileThatIsShorterThanPromisedIsNeverComplete() throws IOException {
        large(10);
        hub.claimedSize = 12 << 20;
        hub.ranges = false;

        refused(FileException.class, this::pull, "closed after");
    }

    @Test
    void aRefusalSaysWhatToDoAndNeverShowsTheToken() throws IOException {
        tiny();
        hub.requiredToken = "hf_right";

        refused(ConfigException.class, this::pull, "org/tiny", "401", "HF_TOKEN");
        assertThatThrownBy(() -> pull(Map.of("HF_TOKEN", "hf_secret")))
                .hasMessageContainingAll("403", "licence")
                .hasMessageNotContaining("hf_secret");
        assertThat(HubSettings.of(Map.of("HF_TOKEN", "hf_secret"), "").toString())
                .doesNotContain("hf_secret");
        assertThatThrownBy(() -> pull(Map.of("HF_TOKEN", "hf_sec\nret"))).hasMessageNotContaining("hf_sec");
        Files.createDirectories(folder.resolve(".cache/huggingface"));
        Files.writeString(folder.resolve(".cache/huggingface/token"), "hf_right\n");
        pull();
        assertThat(visible()).hasSize(2);
    }

    @Test
    void theTokenIsNotSentWhereTheHubRedirectsTo() throws IOException {
        byte[] bytes = large(17);
        hub.redirects = true;
        hub.requiredToken = "hf_right";

        assertThat(pull(Map.of("HF_TOKEN", "hf_right")).resolve("model.safetensors"))
                .hasBinaryContent(bytes);
        assertThat(hub.tokensAtCdn).isNotEmpty().containsOnly("null");
    }

    @Test
    void aBusyHubIsAskedAgain() throws IOException {
        tiny();
        hub.busy.set(3);

        pull();

        assertThat(visible()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void digestsThatAreNotInTheListAreAskedFor(boolean redirects) throws IOException {
        tiny();
        hub.digests = false;
        hub.redirects = redirects;

        pull();

        assertThat(blobs()).contains(FakeHub.digest("model.safetensors", hub.files.get("model.safetensors")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/etc/passwd", "a/../../x", "..\\\\\\\\x", "c:x", "a//b", "."})
    void aFileOutsideTheModelsFolderIsRefused(String name) throws IOException {
        tiny();
        hub.extraFile = name;

        refused(WeightsException.class, this::pull, "outside the model's folder", "nothing was downloaded");
        assertThat(cache).doesNotExist();
    }

    @Test
    void aPickleIsNotDownloaded() throws IOException {
        hub.files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        hub.files.put("pytorch_model.bin", new byte[10]);

        refused(WeightsException.class, this::pull, "pytorch_model.bin", "pickle");
    }

    @Test
    void shardsAreDownloadedByTheirIndex() throws IOException {
        byte[] weights = large(1);
        hub.files.remove("model.safetensors");
        hub.files.put("model-1.safetensors", weights);
        hub.files.put("model-2.safetensors", new byte[1000]);
        hub.files.put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\"}}"
                        .getBytes(StandardCharsets.UTF_8));

        pull();

        assertThat(visible())
                .containsExactly(
                        "config.json", "model-1.safetensors", "model-2.safetensors", "model.safetensors.index.json");
        hub.files.put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"../model-1.safetensors\"}}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::pull).isInstanceOf(WeightsException.class).hasMessageContaining("../model-1");
    }

    @Test
    void nothingIsAskedWhenOffline() throws IOException {
        tiny();
        Map<String, String> offline = Map.of("HF_HUB_OFFLINE", "1");

        refused(ConfigException.class, () -> pull(offline), "HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
        Path snapshot = pull();
        hub.requests.clear();
        assertThat(pull(offline)).isEqualTo(snapshot);
        assertThat(hub.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny", "a/b/c", "../x", "org/..", "org/a b"})
    void aNameThatIsNoneIsRefused(String name) {
        HubSettings settings = HubSettings.of(hub.environment(), folder.toString());
        HubPull pull = new HubPull(settings, new HuggingFaceCache(cache), Duration.ZERO);
        assertThatThrownBy(() -> pull.pull(name, "main", SILENT))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ORG/NAME");
    }

    @Test
    void anUnknownModelIsSaidToBe() throws IOException {
        HubSettings settings = HubSettings.of(hub.environment(), folder.toString());
        HubPull pull = new HubPull(settings, new HuggingFaceCache(cache), Duration.ZERO);
        refused(ConfigException.class, () -> pull.pull("org/other", "main", SILENT), "org/other", "404");
    }

    @Test
    void theCacheIsWhereHuggingFaceHasIt() {
        assertThat(HuggingFaceCache.of(Map.of(), "/home/me").hub())
                .isEqualTo(Path.of("/home/me/.cache/huggingface/hub"));
        assertThat(HuggingFaceCache.of(Map.of("HF_HOME", "/a"), "/home/me").hub())
                .isEqualTo(Path.of("/a/hub"));
        assertThat(HuggingFaceCache.of(Map.of("HF_HUB_CACHE", "/b", "HF_HOME", "/a"), "")
                        .hub())
                .isEqualTo(Path.of("/b"));
        assertThat(HuggingFaceCache.of(Map.of("XDG_CACHE_HOME", "/c"), "").hub())
                .isEqualTo(Path.of("/c/huggingface/hub"));
    }

    @Test
    void proxiesAreThoseOfTheEnvironment() {
        EnvironmentProxy proxy =
                new EnvironmentProxy(Map.of("https_proxy", "http://proxy:3128", "NO_PROXY", "localhost, .example.org"));
        assertThat(proxy.select(java.net.URI.create("https://a.test/x")).get(0))
                .hasToString("HTTP @ proxy/<unresolved>:3128");
        assertThat(proxy.select(java.net.URI.create("https://b.example.org/")).get(0))
                .isEqualTo(java.net.Proxy.NO_PROXY);
        assertThat(proxy.select(java.net.URI.create("http://a.test/")).get(0)).isEqualTo(java.net.Proxy.NO_PROXY);
    }
}
