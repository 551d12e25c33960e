package org.vpt4j.datasets.loader;

import java.util.List;
import org.vpt4j.datasets.DetectionDataset;

/**
 * How training images are changed at random. What an image becomes depends only on seed, epoch and its index.
 *
 * @param kind changes of a single image
 * @param mosaic probability that an image becomes one of four in a mosaic, in [0, 1]
 * @param copyPaste probability that objects of rare classes are pasted into an image, in [0, 1]
 */
public record Augmentations(Kind kind, double mosaic, double copyPaste) {
    private static final ScaleCrop ZOOM = new ScaleCrop(0.7, 1.5, 0.25);
    private static final ScaleCrop STRONG_ZOOM = new ScaleCrop(0.5, 2, 0.25);
    private static final ColorJitter COLOUR = new ColorJitter(0.2, 0.2, 0.2);
    private static final ColorJitter SLIGHT = new ColorJitter(0.1, 0.1, 0.1);
    private static final ColorJitter STRONG_COLOUR = new ColorJitter(0.4, 0.4, 0.4);
    private static final HorizontalFlip FLIP = new HorizontalFlip(0.5);
    private static final VerticalFlip UPSIDE_DOWN = new VerticalFlip(0.5);
    private static final Transposition TRANSPOSITION = new Transposition(0.5);
    private static final SmallTurn TURN = new SmallTurn(0.5, 7, 0.05, 0.1, new Clipping(0.25));
    private static final SmallTurn STRONG_TURN = new SmallTurn(0.7, 15, 0.1, 0.2, new Clipping(0.25));
    private static final Blur BLUR = new Blur(0.1, 1);
    private static final Blur STRONG_BLUR = new Blur(0.2, 2);
    private static final Grey GREY = new Grey(0.05);
    private static final JpegNoise JPEG = new JpegNoise(0.2, 0.3);
    private static final Cutout CUTOUT = new Cutout(0.3, 3, 0.3, 0.6);
    private static final double MIXED = 0.15;

    /** Which changes of a single image leave its objects what they are. */
    public enum Kind {
        /** Images with an up, such as photos: zoom and crop, left-right flip, slight colour changes. */
        UPRIGHT(0, of(FLIP, ZOOM).with(COLOUR)),

        /** Images without one, such as cells, boards and aerial images: the same in all eight orientations. */
        ANY_DIRECTION(0, of(FLIP, UPSIDE_DOWN, TRANSPOSITION, ZOOM).with(COLOUR)),

        /** Images that mean something else in a mirror, such as text, or left and right as classes: no flips. */
        NO_MIRROR(0, of(ZOOM).with(COLOUR)),

        /** Flips and slight colour changes, for images with an up. */
        LIGHT(0, of(FLIP).with(SLIGHT)),

        /** Also zoom, small turns and shifts, blur, grey: for images with an up. */
        MEDIUM(0, of(FLIP, TURN, ZOOM).with(COLOUR, BLUR, GREY)),

        /** All of it, stronger, with parts covered, JPEG noise, and some images blended with another: images with an up. */
        HEAVY(MIXED, of(FLIP, STRONG_TURN, STRONG_ZOOM, CUTOUT).with(STRONG_COLOUR, STRONG_BLUR, GREY, JPEG)),

        /** As {@link #LIGHT}, in all eight orientations. */
        LIGHT_ANY_DIRECTION(0, of(FLIP, UPSIDE_DOWN, TRANSPOSITION).with(SLIGHT)),

        /** As {@link #MEDIUM}, in all eight orientations. */
        MEDIUM_ANY_DIRECTION(0, of(FLIP, UPSIDE_DOWN, TRANSPOSITION, TURN, ZOOM).with(COLOUR, BLUR, GREY)),

        /** As {@link #HEAVY}, in all eight orientations. */
        HEAVY_ANY_DIRECTION(
                MIXED,
                of(FLIP, UPSIDE_DOWN, TRANSPOSITION, STRONG_TURN, STRONG_ZOOM, CUTOUT)
                        .with(STRONG_COLOUR, STRONG_BLUR, GREY, JPEG)),

        /** Images as they are. */
        NONE(0, of());

        @SuppressWarnings("ImmutableEnumChecker") // records of numbers
        private final AugmentationSequence steps;

        private final double mixUp;
        private final boolean flipsLeftRight;
        private final boolean flipsUpDown;

        Kind(double mixUp, AugmentationSequence steps) {
            this.mixUp = mixUp;
            this.steps = steps;
            this.flipsLeftRight = steps.steps().contains(FLIP);
            this.flipsUpDown = steps.steps().contains(UPSIDE_DOWN);
        }

        private static AugmentationSequence of(SampleChange... steps) {
            return AugmentationSequence.of(steps);
        }

        /** Whether half of the images are mirrored left to right. */
        public boolean flipsLeftRight() {
            return flipsLeftRight;
        }

        /** Whether half of the images are turned upside down. */
        public boolean flipsUpDown() {
            return flipsUpDown;
        }

        /** Probability that an image is blended with another one. */
        double mixUp() {
            return mixUp;
        }

        AugmentationSequence steps() {
            return steps;
        }
    }

    /** @throws IllegalArgumentException if a probability is outside [0, 1] */
    public Augmentations {
        SampleChange.requireProbability(mosaic);
        SampleChange.requireProbability(copyPaste);
    }

    /** Without mosaics and pasted objects. */
    public static Augmentations of(Kind kind) {
        return new Augmentations(kind, 0, 0);
    }

    /** No augmentation. */
    public static Augmentations none() {
        return of(Kind.NONE);
    }

    /** The same without mosaics and pasted objects, for the end of a run. */
    public Augmentations settled() {
        return of(kind);
    }

    /**
     * Whether an image is a mosaic or may have pasted objects in an epoch before the run has {@link #settled}.
     *
     * @param random of the epoch
     * @param index of the image in the dataset
     */
    public boolean composes(EpochRandom random, int index) {
        return Compositions.drawn(this, random.ofComposition(index)).any();
    }

    /** Names of the classes whose objects are pasted into other images of a dataset: the rare ones, if any are wanted. */
    public List<String> pastedClasses(DetectionDataset dataset) {
        return copyPaste > 0
                ? RareClasses.of(dataset).indices().stream()
                        .map(dataset.classes()::get)
                        .toList()
                : List.of();
    }

    /** Every number that changes pixels: of two different descriptions, the pixels differ. */
    public String description() {
        return kind.steps() + Compositions.description(this);
    }
}
