package org.vpt4j.datasets.loader;

import java.util.random.RandomGenerator;

/** Decides which images of an epoch become mosaics or get pasted objects, and makes them. */
final class Compositions {
    private static final Clipping CLIPPING = new Clipping(0.25);
    private static final Mosaic MOSAIC = new Mosaic(0.6, 1.2, 0.3, CLIPPING);
    private static final MixUp MIX_UP = new MixUp(0.35);
    private static final CopyPaste NOTHING = pasting(RareClasses.NONE);

    private final Augmentations augmentations;
    private final SampleSource samples;
    private final CopyPaste pasting;

    Compositions(Augmentations augmentations, SampleSource samples) {
        this.augmentations = augmentations;
        this.samples = samples;
        this.pasting = augmentations.copyPaste() > 0 ? pasting(RareClasses.of(samples.dataset())) : NOTHING;
    }

    private static CopyPaste pasting(RareClasses rare) {
        return new CopyPaste(rare, 3, 0.3, 1.25, CLIPPING);
    }

    /** What an image becomes. */
    record Drawn(boolean mosaic, boolean paste, boolean mix) {
        boolean any() {
            return mosaic || paste || mix;
        }
    }

    /** @param random of the image's composition, at its start */
    static Drawn drawn(Augmentations augmentations, RandomGenerator random) {
        boolean mosaic = random.nextDouble() < augmentations.mosaic();
        boolean paste = random.nextDouble() < augmentations.copyPaste();
        double mixed = augmentations.kind().mixUp();
        return new Drawn(mosaic, paste, mixed > 0 && random.nextDouble() < mixed);
    }

    /** The sample, or what it becomes with others. */
    Sample apply(Sample sample, int index, EpochRandom random) {
        RandomGenerator own = random.ofComposition(index);
        Drawn drawn = drawn(augmentations, own);
        Sample result = drawn.mosaic() ? MOSAIC.apply(sample, index, samples, own) : sample;
        Sample pasted = drawn.paste() ? pasting.apply(result, index, samples, own) : result;
        return drawn.mix() ? MIX_UP.apply(pasted, index, samples, own) : pasted;
    }

    /** The numbers that decide how pixels are changed; empty if there are no compositions. */
    static String description(Augmentations augmentations) {
        double mosaic = augmentations.mosaic();
        double paste = augmentations.copyPaste();
        double mixed = augmentations.kind().mixUp();
        return (mixed > 0 ? " " + mixed + " " + MIX_UP : "")
                + (mosaic > 0 ? " " + mosaic + " " + MOSAIC : "")
                + (paste > 0 ? " " + paste + " " + NOTHING : "");
    }
}
