package org.vpt4j.samples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.setting.Settings;

class SettingsFileTest {
    private static final Set<String> KNOWN =
            Set.of("lr", "feature-layers", "size", "resume", "epochs", "tokens", "seed", "out");

    @TempDir
    private Path folder;

    @Test
    void valuesStayAsWrittenAndKnowTheirLines() throws IOException {
        Settings settings = read("# a run\nlr: 1e-3\nfeature-layers: [3, 6, 9, 12]\n\nsize: 336x252\n");

        assertThat(settings.texts())
                .containsExactly(
                        Map.entry("lr", "1e-3"), Map.entry("feature-layers", "3,6,9,12"), Map.entry("size", "336x252"));
        assertThat(settings.given("size").orElseThrow().place()).endsWith("run.yaml line 5");
    }

    @Test
    void anEmptyFileSaysNothing() throws IOException {
        assertThat(read("# nothing\n").given()).isEmpty();
    }

    @Test
    void flagsWinOverTheFile() throws IOException {
        Settings flags = Settings.NONE.with("lr", new Settings.Given("0.5", "--lr"));

        assertThat(flags.over(read("lr: 1e-3\nepochs: 3\n")).texts())
                .containsOnly(Map.entry("lr", "0.5"), Map.entry("epochs", "3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token: 3                | line 1: there is no setting \"token\"; did you mean \"tokens\"?",
                "lr: 1\\nlr: 2           | line 2: \"lr\" is already set at",
                "lr:                     | line 1: \"lr\" needs a value",
                "lr: {a: 1}              | line 1: \"lr\" needs a value",
                "- lr                    | line 1: expected \"key: value\" lines",
                "lr: [1\\nepochs: 3      | line 2",
                "lr: !!javax.Foo {}      | line 1: Global tag is not allowed",
            })
    void whatIsWrongIsToldWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("run.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void aMissingFileIsTold() {
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("none.yaml"), KNOWN))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("none.yaml does not exist");
    }

    private Settings read(String yaml) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("run.yaml"), yaml), KNOWN);
    }
}
