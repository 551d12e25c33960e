package org.vpt4j.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class PrecisionTest {

    @Test
    void sixteenBitsAreChosenOnlyWhereTheySaveATenth() {
        assertThat(new Precision.Trial(10, 4).faster()).isEqualTo(Precision.BFLOAT16);
        assertThat(new Precision.Trial(10, 8.9).faster()).isEqualTo(Precision.BFLOAT16);
        assertThat(new Precision.Trial(10, 9.5).faster()).isEqualTo(Precision.FLOAT32);
        assertThat(new Precision.Trial(10, 30).faster()).isEqualTo(Precision.FLOAT32);
        assertThat(new Precision.Trial(10, 4))
                .hasToString(
                        "precision bf16: in bf16 matrices of this encoder's size take 0.40 of their time in fp32 on this machine");
    }

    @Test
    void bothAreMeasuredOnThisMachine() {
        Precision.Trial trial = Precision.Trial.run(TinyEncoder.CONFIG, Device.cpu());
        assertThat(trial.milliseconds32()).isPositive().isFinite();
        assertThat(trial.milliseconds16()).isPositive().isFinite();
        assertThat(trial.ratio()).isPositive();
    }
}
