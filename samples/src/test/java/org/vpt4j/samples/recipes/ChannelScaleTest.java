package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.runtime.Parity;
import org.vpt4j.vision.tuning.LayerSelection;

/** A branch tuning can be defined outside of the project's packages. */
class ChannelScaleTest {
    private static final ChannelScale METHOD = new ChannelScale(LayerSelection.of("last:2"));

    @Test
    void itsParametersAreThoseOfItsBranchAtEachChosenLayer() {
        EncoderConfig encoder = BackboneHub.standard().open("dinov2-small").config();

        assertThat(METHOD.shapes(encoder))
                .isEqualTo(
                        Map.of("layer.10.channels.scale", new Shape(384), "layer.11.channels.scale", new Shape(384)));
        assertThat(METHOD.lowestLayer(encoder)).isEqualTo(11);
        assertThat(METHOD.sharesEncoder()).isFalse();
    }

    @Test
    void bothFormsOfItsBranchComputeTheSame() {
        ChannelScale.Scale branch = new ChannelScale.Scale();
        assertThat(Parity.check(branch, branch.shapes(12), 12, 1e-5)).isBetween(0.0, 1e-5);
    }
}
