package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.VptException;

/** Answers of a hub that lies: each is refused in a short line, and nothing of it is left on the disk. */
class HostileHubTest {
    private static final String SHA = "\"sha\":\"" + FakeHub.COMMIT + "\"";
    private static final String ZEROS = "0".repeat(64);

    @TempDir
    private Path folder;

    private FakeHub hub;
    private Path cache;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
        cache = folder.resolve("hub");
        hub.files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
        hub.files.put("model.safetensors", new byte[100]);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private void refused(String... reasons) throws IOException {
        Map<String, String> environment = new HashMap<>(hub.environment());
        environment.put("HF_TOKEN", "hf_secret");
        HubPull pull = new HubPull(
                HubSettings.of(environment, folder.toString()), new HuggingFaceCache(cache), Duration.ofMillis(1));
        assertThatThrownBy(() -> pull.pull(FakeHub.NAME, "main", (file, bytes, size) -> {}))
                .isInstanceOf(VptException.class)
                .hasMessageContaining(FakeHub.NAME)
                .hasMessageContainingAll(reasons)
                .hasMessageNotContaining("hf_secret")
                .message()
                .hasSizeLessThan(1000)
                .matches("\\P{Cntrl}*");
        if (Files.exists(cache)) {
            try (Stream<Path> all = Files.walk(cache)) {
                assertThat(all.filter(Files::isRegularFile)
                                .filter(file ->
                                        !file.toString().contains(".locks")) // empty, as Hugging Face keeps them
                                .toList())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        <html>please log in</html>                                        | not valid JSON
        []                                                                | not a JSON object
        {}                                                                | no valid commit
        {"sha": 5}                                                        | no valid commit
        {"sha": "../../../../0123456789abcdef0123456789abcdef"}           | no valid commit
        {"sha": "0123456789ABCDEF0123456789ABCDEF01234567"}               | no valid commit
        {"sha": "\\u001b[2J"}                                             | no valid commit
        {$SHA}                                                            | no config.json
        {$SHA, "siblings": {}}                                            | no config.json
        {$SHA, "siblings": ["config.json"]}                               | outside the model's folder
        {$SHA, "siblings": [{"rfilename": 5}]}                            | no config.json
        {$SHA, "siblings": [{"rfilename": null}]}                         | outside the model's folder
        {$SHA, "siblings": [{"rfilename": "a\\u0000b"}]}                  | outside the model's folder
        {$SHA, "siblings": [{"rfilename": "~/x"}, {"rfilename": "a/.."}]} | outside the model's folder
        {$SHA, "siblings": [$CONFIG, $CONFIG]}                            | lists config.json twice
        {$SHA, "siblings": [$CONFIG, {"rfilename": "model.safetensors", "size": -5, "lfs": {"sha256": "$ZEROS", "size": -5}}]}    | the size -5
        {$SHA, "siblings": [$CONFIG, {"rfilename": "model.safetensors", "size": 5, "lfs": {"sha256": "$ZEROS", "size": 6}}]}      | two sizes
        {$SHA, "siblings": [$CONFIG, {"rfilename": "model.safetensors", "lfs": {"sha256": "$ZEROS", "size": 9000000000000000000}}]} | the download of
        {$SHA, "siblings": [$CONFIG, {"rfilename": "model.safetensors", "lfs": {"sha256": "$ZEROS", "size": 100}}]}               | its digest is
        {$SHA, "siblings": [$CONFIG, {"rfilename": "model.safetensors", "size": 1e400}]}                                          | the size
        """)
    void anAnswerThatIsNotTrueIsRefused(String answer, String reason) throws IOException {
        hub.answer = answer.replace("$SHA", SHA)
                .replace("$ZEROS", ZEROS)
                .replace("$CONFIG", "{\"rfilename\": \"config.json\", \"size\": 2}");
        refused(reason);
    }

    @Test
    void anAnswerThatIsTooLongOrTooDeepIsRefused() throws IOException {
        for (String answer : List.of(
                "{\"a\":" + "[".repeat(100_000),
                "{" + SHA + ", \"siblings\": [{\"rfilename\": \"" + "x".repeat(100_000) + "/../y\"}]}",
                "{\"sha\": \"" + "f".repeat(100_000) + "\"}")) {
            hub.answer = answer;
            refused("the hub's answer");
        }
    }
}
