package org.vpt4j.vision.tuning;

import java.util.SplittableRandom;

/** A random source for each layer, independent of which other layers are tuned. */
final class LayerSeed {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private LayerSeed() {}

    static SplittableRandom random(long seed, int layer) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + layer * GOLDEN);
    }
}
