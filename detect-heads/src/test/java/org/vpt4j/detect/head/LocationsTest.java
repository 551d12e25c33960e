package org.vpt4j.detect.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vpt4j.vision.image.ImageSize;

class LocationsTest {
    @Test
    void levelsFollowEachOtherFinestFirstRowByRow() {
        Locations locations = Locations.of(new ImageSize(42, 14), 14); // 3 × 1 patches
        assertThat(locations.count()).isEqualTo(2 * 6 + 3 + 2);
        assertLocation(locations, 0, 3.5f, 3.5f, 7);
        assertLocation(locations, 5, 38.5f, 3.5f, 7);
        assertLocation(locations, 6, 3.5f, 10.5f, 7);
        assertLocation(locations, 12, 7, 7, 14);
        assertLocation(locations, 14, 35, 7, 14);
        assertLocation(locations, 15, 14, 14, 28);
        assertLocation(locations, 16, 42, 14, 28); // half a cell hangs over the input
    }

    @Test
    void aInputThatIsNoMultipleOfThePatchIsRefused() {
        assertThatThrownBy(() -> Locations.of(new ImageSize(42, 15), 14))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("42x15", "14");
    }

    private static void assertLocation(Locations locations, int i, float x, float y, float stride) {
        assertThat(new float[] {locations.x(i), locations.y(i), locations.stride(i)})
                .as("location %d", i)
                .containsExactly(x, y, stride);
    }
}
