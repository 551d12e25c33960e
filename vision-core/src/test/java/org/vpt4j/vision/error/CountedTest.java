package org.vpt4j.vision.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void oneIsSingular() {
        assertThat(Counted.of(1, "box is", "boxes are")).isEqualTo("1 box is");
    }

    @Test
    void everyOtherNumberIsPlural() {
        assertThat(Counted.of(0, "box", "boxes")).isEqualTo("0 boxes");
        assertThat(Counted.of(2, "box", "boxes")).isEqualTo("2 boxes");
        assertThat(Counted.of(-1, "box", "boxes")).isEqualTo("-1 boxes");
        assertThat(Counted.of(5_000_000_000L, "byte", "bytes")).isEqualTo("5000000000 bytes");
    }
}
