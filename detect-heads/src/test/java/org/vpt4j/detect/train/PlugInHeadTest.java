package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.inference.DetectionModel;

class PlugInHeadTest {
    @TempDir
    Path root;

    @Test
    void everyPartOfItsLossIsReported() throws IOException {
        TrainingConfig config = config("run", "2").with("epochs", 1);
        TrainingResult result = Trainer.train(config, TrainingListener.NONE, new StopSignal());

        EpochReport report = result.history().get(0);
        assertThat(report.lossParts().keySet()).containsExactly("class", "box", "extra");
        assertThat(report.lossParts().get("extra")).isEqualTo(2);
        double sum = report.lossParts().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        assertThat(report.loss()).isCloseTo(sum, within(1e-5));
        assertThat(Files.readAllLines(result.run().metrics()).get(0))
                .startsWith("epoch,step,loss,class_loss,box_loss,extra_loss,gradient_norm,");
    }

    @Test
    void aPartThatIsNoNumberEndsTheTrainingAndIsNamed() {
        TrainingConfig config = config("diverging", "NaN");

        assertThatThrownBy(() -> Trainer.train(config, TrainingListener.NONE, new StopSignal()))
                .isExactlyInstanceOf(TrainingDiverged.class)
                .hasMessageStartingWith("the loss is NaN (extra NaN) in step 1 at a learning rate of ");
    }

    @Test
    void itKnowsTheClassNames() {
        try (TrainingSession session = new TrainingSession(TrainingInputs.open(config("names", "0")))) {
            DetectionModel model = session.model();
            assertThat(((ThreePartHead) model.head()).classes()).containsExactly("box", "disc");
        }
    }

    private TrainingConfig config(String out, String extra) {
        return TinyWorld.in(root).config(out).with("head", "three-part").with("head-settings", "extra=" + extra);
    }
}
