package org.vpt4j.vision.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Map<String, Object> ATTRIBUTES = Map.of("heads", 3, "eps", 0.5, "layers", List.of(1, 0));

    @Test
    void attributesDictionariesAndListsReachTheScriptAndGradientsComeBack() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Script script = Script.load(ScriptTest.class, "probe.py", ATTRIBUTES)) {
            NDArray x = manager.create(new float[] {1, 2});
            x.setRequiresGradient(true);
            Tensors weights = Tensors.of(Map.of(
                    "layer.0.weight", manager.create(10f),
                    "layer.1.weight", manager.create(100f)));
            NDList inputs = new NDList(x);
            inputs.addAll(weights.asDictionary("w"));
            inputs.addAll(Tensors.asList("more", List.of(manager.create(7f), manager.create(8f))));
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDList out = script.call(scope, inputs, true);
                assertThat(out).hasSize(4);
                assertThat(out.get(0).toFloatArray()).containsExactly(600.5f, 1200.5f);
                assertThat(out.get(1).toFloatArray()).containsExactly(60.5f, 120.5f);
                assertThat(out.get(3).getFloat()).isEqualTo(8f);
                collector.backward(out.get(0).sum());
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(600f, 600f);
        }
    }

    @Test
    void aScriptThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Script.load(ScriptTest.class, "absent.py", Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("absent.py");
    }
}
