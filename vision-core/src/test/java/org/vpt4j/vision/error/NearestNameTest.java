package org.vpt4j.vision.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> KNOWN = List.of("vpt-deep", "vpt-shallow", "head-only", "full");

    @Test
    void aSlipOfTheFingerFindsTheName() {
        assertThat(NearestName.of("vpt-depe", KNOWN)).contains("vpt-deep");
        assertThat(NearestName.of("headonly", KNOWN)).contains("head-only");
        assertThat(NearestName.of("VPT-Shalow", KNOWN)).contains("vpt-shallow");
    }

    @Test
    void somethingElseFindsNothing() {
        assertThat(NearestName.of("adapter-fusion", KNOWN)).isEmpty();
        assertThat(NearestName.hint("adapter-fusion", KNOWN)).isEmpty();
    }

    @Test
    void ofTwoAsNearTheFirstInTheAlphabetIsTaken() {
        assertThat(NearestName.of("bat", List.of("cat", "bar"))).contains("bar");
    }
}
