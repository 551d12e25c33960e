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
    private static final ColorJitter COLOUR = new ColorJitter(0.2, 0.2, 0.2);

    /** Which changes of a single image leave its objects what they are. */
    public enum Kind {
        /** Images with an up, such as photos: zoom and crop, left-right flip, slight colour changes. */
        UPRIGHT(ZOOM, new HorizontalFlip(0.5), COLOUR),

        /** Images without one, such as cells, boards and aerial images: the same in all eight orientations. */
        ANY_DIRECTION(ZOOM, new HorizontalFlip(0.5), new VerticalFlip(0.5), new Transposition(0.5), COLOUR),

        /** Images that mean something else in a mirror, such as text, or left and right as classes: no flips. */
        NO_MIRROR(ZOOM, COLOUR),

        /** Images as they are. */
        NONE();

        @SuppressWarnings("ImmutableEnumChecker") // records of numbers
        private final AugmentationSequence steps;

        Kind(SampleChange... steps) {
            this.steps = AugmentationSequence.of(steps);
        }

        SampleChange steps() {
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
