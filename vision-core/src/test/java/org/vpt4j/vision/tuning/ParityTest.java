package org.vpt4j.vision.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.PatchGrid;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.runtime.Parity;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.BranchTuning.TrainedBranch;

/** Networks that methods add compute the same in TorchScript and in ONNX; {@link Parity} notices where one does not. */
class ParityTest {
    private static final int WIDTH = 12;

    @Test
    void everyAddedNetworkComputesTheSameInBothForms() {
        TrainedBranch bottleneck = new Bottleneck(4, 0.1);
        TrainedBranch cognitive = new MultiCognitive(Branch.Place.AFTER_MLP, 4);
        Ladder ladder = new Ladder(List.of(1, 3), 4);
        assertThat(Parity.check(bottleneck, bottleneck.shapes(WIDTH), WIDTH, 1e-5))
                .isBetween(0.0, 1e-5);
        assertThat(Parity.check(cognitive, cognitive.shapes(WIDTH), WIDTH, 1e-5))
                .isBetween(0.0, 1e-5);
        assertThat(Parity.check(ladder, ladder.shapes(WIDTH), WIDTH, 1e-5)).isBetween(0.0, 1e-5);
    }

    @Test
    void aDifferenceIsReportedWithItsPlaceAndBothNumbers() {
        Bottleneck sound = new Bottleneck(4, 1);
        Map<String, Shape> shapes = sound.shapes(WIDTH);
        assertThatThrownBy(() -> Parity.check(new WithoutRelu(sound), shapes, WIDTH, 1e-5))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching(
                        "WithoutRelu.*, y differs by .* at \\[\\d, \\d+, \\d+]: TorchScript .*, ONNX .* \\(tolerance .*");
        assertThatThrownBy(() -> Parity.compare("y", FloatTensor.zeros(2, 3), FloatTensor.zeros(3, 2), 1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("[2, 3] in TorchScript", "[3, 2] in ONNX");
    }

    @Test
    void aResultThatIsNotANumberNeverPasses() {
        FloatTensor sound = FloatTensor.vector(1, 2, 3);
        assertThatThrownBy(() -> Parity.compare("y", sound, FloatTensor.vector(1, Float.NaN, 3), 1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[1]");
    }

    private record WithoutRelu(Bottleneck sound) implements Branch {
        @Override
        public Place place() {
            return sound.place();
        }

        @Override
        public Script.Source source() {
            return sound.source();
        }

        @Override
        public OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, PatchGrid grid) {
            return graph.linear(graph.linear(x, w, "down"), w, "up");
        }
    }
}
