package org.vpt4j.samples.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.head.HeadParity;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.setting.Settings;

class PatchHeadTest {
    private static final int PATCH = 14;

    @Test
    void aSettingIsRefused() {
        EncoderConfig encoder = BackboneHub.standard().open("dinov2-small").config();

        assertThatThrownBy(() -> DetectionHeads.create(
                        "patch", Settings.of(Map.of("channels", 64)), List.of("disc"), encoder, List.of(2)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("channels: the head patch has no such setting");
    }

    @Test
    void bothFormsComputeTheSame() {
        assertThat(HeadParity.check(
                        new PatchHead(3, 2 * 8, PATCH), EncoderConfig.of(PATCH, 8, 2, 2), List.of(1, 2), 1e-4))
                .isPositive();
    }

    /** Every patch says that each class is as likely as not: what counts costs ln 2, what does not costs nothing. */
    @Test
    void aCrowdIsNeitherTargetNorBackground() {
        double each = Math.log(2);
        Annotation object = Annotation.of(0, new Box(1, 1, 10, 10));
        Annotation crowd = new Annotation(0, new Box(0, 0, 2 * PATCH, PATCH), true, 1);

        assertThat(lossOf(List.of())).isCloseTo(4 * each, within(1e-5));
        assertThat(lossOf(List.of(crowd))).isCloseTo(2 * each, within(1e-5));
        assertThat(lossOf(List.of(object, crowd))).isCloseTo(3 * each, within(1e-5));
        assertThat(lossOf(List.of(crowd, object))).isCloseTo(3 * each, within(1e-5));
    }

    /** The classes' part, on four patches. */
    private static double lossOf(List<Annotation> truth) {
        try (NDManager scope = NDManager.newBaseManager("PyTorch");
                HeadNetwork network = new PatchNetwork(1, PATCH)) {
            NDArray boxes = scope.create(new float[] {0, 0, 9, 9, 9, 0, 19, 9, 0, 9, 9, 19, 9, 9, 19, 19});
            NDList outputs = new NDList(scope.zeros(new Shape(1, 4, 1)), boxes.reshape(1, 4, 4));
            HeadNetwork.Loss loss = network.loss(scope, outputs, new ImageSize(2 * PATCH, 2 * PATCH), List.of(truth));
            return loss.parts().get("class");
        }
    }
}
