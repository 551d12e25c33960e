package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.files.Sha256;

class BackboneHubTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderIsOpenedUnderItsOwnName() throws IOException {
        Path model = ModelFolder.vit("").write(folder.resolve("my-vit"));
        try (URLClassLoader loader = classPath()) {
            assertThat(hub(loader).open(model.toString()).name()).isEqualTo("my-vit");
        }
    }

    @Test
    void anEmbeddedBackboneIsUnpackedAndKeepsItsName() throws IOException {
        Path resources = folder.resolve("classes/org/vpt4j/backbones");
        Path model = ModelFolder.dinov2(0).write(resources.resolve("tiny"));
        AtomicFiles.writeString(
                model.resolve("SHA256SUMS"),
                Sha256.of(model.resolve("config.json")) + "  config.json\n"
                        + Sha256.of(model.resolve("model.safetensors")) + "  model.safetensors\n");
        AtomicFiles.writeString(resources.resolve("index.txt"), "tiny\n");
        try (URLClassLoader loader = classPath()) {
            Backbone backbone = hub(loader).open("tiny");
            assertThat(backbone.name()).isEqualTo("tiny");
            assertThat(backbone.folder()).startsWith(folder.resolve("cache"));
            assertThat(backbone.fingerprint()).isEqualTo(Backbone.open(model).fingerprint());
        }
    }

    @Test
    void whatHuggingFacesToolsDownloadedIsFoundByItsNameInItsMainRevision() throws IOException {
        Path model = folder.resolve("downloads/models--google--vit-tiny");
        ModelFolder other = ModelFolder.vit("");
        other.config.put("hidden_act", "\"quick_gelu\"");
        other.write(model.resolve("snapshots/aaa"));
        Path main = ModelFolder.vit("").write(model.resolve("snapshots/bbb"));
        other.write(model.resolve("snapshots/ccc"));
        AtomicFiles.writeString(model.resolve("refs/main"), "bbb");
        try (URLClassLoader loader = classPath()) {
            assertThat(hub(loader).open("google/vit-tiny").folder()).isEqualTo(main);
            assertThat(hub(loader).open("vit-tiny").name()).isEqualTo("google/vit-tiny");

            ModelFolder.vit("").write(folder.resolve("downloads/models--timm--vit-tiny/snapshots/x"));
            assertThatThrownBy(() -> hub(loader).open("vit-tiny"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("[google/vit-tiny, timm/vit-tiny]");
        }
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnesAndAWayOut() throws IOException {
        ModelFolder.vit("").write(folder.resolve("downloads/models--google--vit-tiny/snapshots/x"));
        Files.createDirectories(folder.resolve("downloads/models--google--half/snapshots/x"));
        AtomicFiles.writeString(folder.resolve("classes/org/vpt4j/backbones/index.txt"), "tiny\n");
        try (URLClassLoader loader = classPath()) {
            for (String name : new String[] {"vit-huge", "google/half", "", "../x", "tiny/", "\0"}) {
                assertThatThrownBy(() -> hub(loader).open(name))
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining("[google/vit-tiny, tiny]")
                        .hasMessageContaining("into a folder");
            }
        }
    }

    @Test
    void theEnvironmentSaysWhereDownloadsLie() {
        assertThat(HuggingFaceCache.of(Map.of(), "/home/me").hub())
                .isEqualTo(Path.of("/home/me/.cache/huggingface/hub"));
        assertThat(HuggingFaceCache.of(Map.of("HF_HOME", "/big"), "/home/me").hub())
                .isEqualTo(Path.of("/big/hub"));
        assertThat(HuggingFaceCache.of(Map.of("HF_HOME", "/big", "HF_HUB_CACHE", "/hub"), "/home/me")
                        .hub())
                .isEqualTo(Path.of("/hub"));
    }

    private URLClassLoader classPath() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
    }

    private BackboneHub hub(ClassLoader loader) {
        return BackboneHub.of(loader, folder.resolve("cache"), folder.resolve("downloads"));
    }
}
