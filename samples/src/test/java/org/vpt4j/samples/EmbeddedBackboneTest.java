package org.vpt4j.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;

class EmbeddedBackboneTest {
    @TempDir
    private Path folder;

    @Test
    void theDefaultBackboneOpensByNameFromTheClassPath() {
        BackboneHub hub = BackboneHub.of(
                BackboneHub.class.getClassLoader(), folder.resolve("cache"), folder.resolve("downloads"));
        assertThat(hub.names()).containsExactly("dinov2-small", "tiny-clip");
        Backbone backbone = hub.open("dinov2-small");
        assertThat(backbone.name()).isEqualTo("dinov2-small");
        assertThat(backbone.folder()).isDirectoryContaining("glob:**/README.md");
    }
}
