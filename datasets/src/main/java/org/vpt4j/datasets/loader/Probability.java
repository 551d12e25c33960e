package org.vpt4j.datasets.loader;

/** The check of a number that says how often something is done. */
final class Probability {
    private Probability() {}

    static void require(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability lies in [0, 1], not " + probability);
        }
    }
}
