package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/** The embedded backbone, read from the source tree. */
class EmbeddedBackboneTest {
    private static final Path FOLDER = Path.of("src/main/resources/org/vpt4j/backbones/dinov2-small");

    @Test
    void itIsADinov2SmallWithAllItsWeights() {
        Backbone backbone = Backbone.open(FOLDER);
        assertThat(backbone.name()).isEqualTo("dinov2-small");
        assertThat(backbone.config())
                .isEqualTo(EncoderConfig.of(14, 384, 12, 6).withGrid(37).withLayerScale(true));
        assertThat(backbone.normalization()).isEqualTo(Normalization.IMAGENET);
        assertThat(backbone.parameters()).isEqualTo(22_056_192);
        assertThat(backbone.ignored()).containsExactly("embeddings.mask_token");
        assertThat(backbone.fingerprint())
                .isEqualTo("6f112807b09b820e26dff80e1ee8a3ce8fbaf0f0af825d8a49c7377c17a2beab");
    }

    /** Its preprocessing file names an image processor, but no size: that of transformers then takes 224. */
    @Test
    void preprocessingHasTheDefaultsOfTheNamedImageProcessor() {
        InputTransform transform = Backbone.open(FOLDER).transform();

        assertThat(transform.resize()).isEqualTo(InputTransform.Resize.SHORTEST_SIDE);
        assertThat(transform.width()).isEqualTo(224);
        assertThat(transform.crop()).contains(new ImageSize(224, 224));
    }
}
