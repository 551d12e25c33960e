package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenPlugInTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.vpt4j.datasets.format.DatasetFormat",
                "org.vpt4j.detect.head.DetectionHeadProvider",
                "org.vpt4j.vision.tuning.TuningMethodProvider"
            })
    void aPlugInThatCannotBeLoadedIsOneSentence(String kind) throws IOException, InterruptedException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(kind), "mine.Absent\n");
        try (VptProcess process = VptProcess.withPlugIn(folder, folder, List.of("help", "train"))) {
            assertThat(process.code()).as(process.err()).isEqualTo(2);
            assertThat(process.lastLine())
                    .startsWith("vpt4j: a plug-in on the class path cannot be used: ")
                    .contains("mine.Absent");
            assertThat(process.err()).doesNotContain("\tat ", "Exception");
        }
    }
}
