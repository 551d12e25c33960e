package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Findings;

/**
 * What a folder of labelled images holds: its classes, its splits, and what is wrong with it.
 *
 * <p>A given split is used as given. Is there a training part but no validation part, a seeded fifth of the training
 * images is held out for validation, and the test part is not touched. Is no split given at all, 80 % of the images are
 * for training and 20 % for validation. What is drawn depends on the seed and the images' names alone.
 */
public final class DetectionData {
    /** Hears how far the check of the images is, on the thread that opens the data; may throw to end it. */
    @FunctionalInterface
    public interface Progress {
        /** Hears nothing. */
        Progress NONE = (done, images) -> {};

        /** So many of the images are decoded. */
        void checked(int done, int images);
    }

    private final Path root;
    private final String format;
    private final List<String> classes;
    private final Map<Split, DetectionDataset> splits;
    private final SplitNames splitNames;
    private final Findings findings;
    private final String fingerprint;

    DetectionData(
            Path root,
            String format,
            List<String> classes,
            Map<Split, DetectionDataset> splits,
            SplitNames splitNames,
            Findings findings) {
        this.root = root;
        this.format = format;
        this.classes = List.copyOf(classes);
        this.splits = Collections.unmodifiableMap(new EnumMap<>(splits));
        this.splitNames = splitNames;
        this.findings = findings;
        this.fingerprint = DataFingerprint.of(this.classes, this.splits.values());
    }

    /**
     * Finds out which form a folder has, reads and checks it; every image is decoded once.
     *
     * @param root the folder
     * @param seed of the split, where one has to be drawn
     * @throws DatasetException if there is nothing to read, its form is unknown, an annotation file is broken, or no
     *     usable image remains
     */
    public static DetectionData open(Path root, long seed) {
        return open(root, seed, Progress.NONE);
    }

    /** The same, while somebody watches. */
    public static DetectionData open(Path root, long seed, Progress progress) {
        return DataOpening.open(root, (parts, findings) -> SplitPolicy.of(parts, seed, findings), progress);
    }

    /**
     * The same with a split that was written down before, e.g. {@link SplitNames#read} of a run's {@code split.json}.
     *
     * @throws DatasetException also if the folder lacks an image that the split names
     */
    public static DetectionData open(Path root, SplitNames split) {
        return open(root, split, Progress.NONE);
    }

    /** The same, while somebody watches. */
    public static DetectionData open(Path root, SplitNames split, Progress progress) {
        return DataOpening.open(root, (parts, findings) -> SplitPolicy.asWritten(parts, split, findings), progress);
    }

    /**
     * The same with a run's split where the folder holds every image that it names, else as {@link #open(Path, long)}:
     * for a task that is measured on the data it was trained on, or on others. {@link #splitOrigin} tells which it is.
     */
    public static DetectionData openAsTrained(Path root, SplitNames split, long seed, Progress progress) {
        return DataOpening.open(
                root, (parts, findings) -> SplitPolicy.asWrittenIfThere(parts, split, seed, findings), progress);
    }

    /** The folder that was opened. */
    public Path root() {
        return root;
    }

    /** {@code COCO}, {@code Pascal VOC}, … */
    public String format() {
        return format;
    }

    /** The class names of all splits: as declared in the files, else sorted. Every split has this same list. */
    public List<String> classes() {
        return classes;
    }

    /** The images of a split, if it exists. */
    public Optional<DetectionDataset> split(Split split) {
        return Optional.ofNullable(splits.get(split));
    }

    /**
     * The images of a split.
     *
     * @throws DatasetException if there is no such split; the message says which there are
     */
    public DetectionDataset require(Split split) {
        return split(split)
                .orElseThrow(() -> new DatasetException("the data in " + root + " has no " + split.key()
                        + " split; it has "
                        + Arrays.stream(Split.values())
                                .filter(splits::containsKey)
                                .map(Split::key)
                                .collect(Collectors.joining(", "))
                        + "; use one of these, or add images for the missing one"));
    }

    /** Who decided which image belongs to which split. */
    public SplitOrigin splitOrigin() {
        return splitNames.origin();
    }

    /** The images of each split by name, to be written beside a result. */
    public SplitNames splitNames() {
        return splitNames;
    }

    /** What is wrong with the data and what was done about it; empty if all is well. */
    public Findings findings() {
        return findings;
    }

    /**
     * SHA-256 over the class names and every image's name, file size, width and height, classes and boxes: equal on
     * every machine that holds the same data, whatever the split.
     */
    public String fingerprint() {
        return fingerprint;
    }
}
