package org.vpt4j.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vpt4j.vision.error.WeightsException;

class NameMapTest {
    private static final NameMap NAMES = NameMap.of("", "model.")
            .map("patch", "embed.proj")
            .map("layer.*.fc1", "blocks.*.mlp.fc1")
            .map("layer.*.fc1.bias", StoredTensor.zeros())
            .ignore("embed.mask");

    private static List<String> stored(NameMap names, String canonical) {
        return names.stored(canonical).parts().stream()
                .map(StoredTensor.Part::name)
                .toList();
    }

    @Test
    void weightAndBiasOfEveryLayerFollowFromOneEntryAndAFullNameComesFirst() {
        assertThat(stored(NAMES, "patch.bias")).containsExactly("embed.proj.bias");
        assertThat(stored(NAMES, "layer.11.fc1.weight")).containsExactly("blocks.11.mlp.fc1.weight");
        assertThat(stored(NAMES, "layer.11.fc1.bias")).isEmpty();
        assertThatThrownBy(() -> NAMES.stored("layer.2.fc2.weight"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("layer.2.fc2.weight")
                .hasMessageContaining("an entry for layer.*.fc2.weight");
    }

    @Test
    void thePrefixOfAFileIsFoundAndOnlyTheEncodersOwnTensorsMatter() {
        NameMap headed = NAMES.in(Set.of("model.embed.proj.weight", "classifier.weight"));
        assertThat(stored(headed, "patch.weight")).containsExactly("model.embed.proj.weight");
        assertThat(headed.isIgnored("classifier.weight")).isTrue();
        assertThat(headed.isIgnored("model.pooler.weight")).isTrue();
        assertThat(headed.isIgnored("model.embed.mask")).isTrue();
        assertThat(headed.isIgnored("model.blocks.12.mlp.fc1.weight")).isFalse();
    }

    private static float[] values(StoredTensor tensor, long[] own, float... stored) {
        return tensor.parts().get(0).values(stored, own);
    }

    @Test
    void aMatrixIsTransposedAndThenSplitAlongTheEncodersFirstAxis() {
        StoredTensor transposed = StoredTensor.named("x").transposed();
        long[] own = {2, 3};
        assertThat(transposed.parts().get(0).stored(own)).containsExactly(3, 2);
        assertThat(values(transposed, own, 1, 4, 2, 5, 3, 6)).containsExactly(1, 2, 3, 4, 5, 6);
        StoredTensor second = transposed.slice(1, 2);
        assertThat(second.parts().get(0).stored(new long[] {1, 3})).containsExactly(3, 2);
        assertThat(values(second, new long[] {1, 3}, 1, 4, 2, 5, 3, 6)).containsExactly(4, 5, 6);
        assertThat(values(transposed, new long[] {2}, 7, 8)).containsExactly(7, 8); // a bias
    }

    @Test
    void partsOfOneTensorAreJoinedInAnotherOrder() {
        StoredTensor kvq = StoredTensor.named("x");
        StoredTensor qkv = StoredTensor.joined(kvq.slice(2, 3), kvq.slice(0, 3), kvq.slice(1, 3));
        assertThat(qkv.parts().stream().map(part -> part.values(new float[] {1, 2, 3, 4, 5, 6}, new long[] {2})))
                .containsExactly(new float[] {5, 6}, new float[] {1, 2}, new float[] {3, 4});
        assertThat(qkv.parts().get(0).stored(new long[] {2})).containsExactly(6);
        assertThatThrownBy(() -> kvq.slice(3, 3)).hasMessageContaining("no part 3 of 3");
    }

    @Test
    void aTensorMayBeStoredWithAnotherShape() {
        StoredTensor flat = StoredTensor.named("patch").shaped(8, 48);
        assertThat(flat.parts().get(0).stored(new long[] {8, 3, 4, 4})).containsExactly(8, 48);
    }
}
