package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;

/**
 * A folder of labelled images: its classes, its splits, and the problems found in it.
 *
 * <p>A given split is used. If there is a training part but no validation part, a fifth of the training images is held
 * out for validation; the test part stays as it is. Without any split, 80 % of the images are used for training and 20 %
 * for validation. The draw depends only on the seed and the names of the images.
 */
public final class DetectionData {
    /** Progress of the image check, reported on the thread that opens the data; may throw to abort it. */
    @FunctionalInterface
    public interface Progress {
        /** Ignores the progress. */
        Progress NONE = (done, images) -> {};

        /** Called after each decoded image with the number of images done and in total. */
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
        this(root, format, classes, splits, splitNames, findings, DataFingerprint.of(classes, splits.values()));
    }

    private DetectionData(
            Path root,
            String format,
            List<String> classes,
            Map<Split, DetectionDataset> splits,
            SplitNames splitNames,
            Findings findings,
            String fingerprint) {
        this.root = root;
        this.format = format;
        this.classes = List.copyOf(classes);
        this.splits = Collections.unmodifiableMap(new EnumMap<>(splits));
        this.splitNames = splitNames;
        this.findings = findings;
        this.fingerprint = fingerprint;
    }

    /**
     * Opens a folder: detects its format, reads the annotations and decodes every image once to check it.
     *
     * @param root the folder, or an annotation file of several images
     * @param seed for drawing a split, if none is given
     * @throws DatasetException if there are no data, their format is unknown, an annotation file is broken, or no usable
     *     image remains
     */
    public static DetectionData open(Path root, long seed) {
        return open(root, seed, Progress.NONE);
    }

    /** As {@link #open(Path, long)}, with progress. */
    public static DetectionData open(Path root, long seed, Progress progress) {
        return open(root, DatasetReading.automatic(), seed, progress);
    }

    /** As {@link #open(Path, long, Progress)}; the reading says what looking at the files does not show. */
    public static DetectionData open(Path root, DatasetReading reading, long seed, Progress progress) {
        return DatasetOpener.open(root, reading, (parts, findings) -> SplitPolicy.of(parts, seed, findings), progress);
    }

    /**
     * Opens a folder with a saved split, e.g. {@link SplitNames#read} of a run's {@code split.json}.
     *
     * @throws DatasetException as {@link #open(Path, long)}, and if an image of the split is missing
     */
    public static DetectionData open(Path root, SplitNames split) {
        return open(root, split, Progress.NONE);
    }

    /** As {@link #open(Path, SplitNames)}, with progress. */
    public static DetectionData open(Path root, SplitNames split, Progress progress) {
        return open(root, DatasetReading.automatic(), split, progress);
    }

    /** As {@link #open(Path, SplitNames, Progress)}; the reading says what looking at the files does not show. */
    public static DetectionData open(Path root, DatasetReading reading, SplitNames split, Progress progress) {
        return DatasetOpener.open(
                root, reading, (parts, findings) -> SplitPolicy.asWritten(parts, split, findings), progress);
    }

    /**
     * Opens a folder with a run's split if the folder has all its images, else as {@link #open(Path, long)}: to evaluate a
     * task on the data it was trained on, or on other data. {@link #splitOrigin} says which split is used.
     */
    public static DetectionData openAsTrained(
            Path root, DatasetReading reading, SplitNames split, long seed, Progress progress) {
        return DatasetOpener.open(
                root,
                reading,
                (parts, findings) -> SplitPolicy.asWrittenIfPresent(parts, split, seed, findings),
                progress);
    }

    /**
     * Opens a folder with the splits that it has, and no others: nothing is held out or drawn. Without any split, all images
     * are in {@link Split#TRAIN}, and {@link #splitOrigin} is {@link SplitNames.Origin#NONE}.
     *
     * @throws DatasetException as {@link #open(Path, long)}
     */
    public static DetectionData openAsGiven(Path root, DatasetReading reading, Progress progress) {
        return DatasetOpener.open(root, reading, SplitPolicy::asGiven, progress);
    }

    /**
     * What was recognised, in a line: {@code read as COCO, 3 splits: 98 images, 954 boxes, 12 classes}.
     */
    public String recognised() {
        String split =
                switch (splitNames.origin()) {
                    case NONE, MADE -> "no split";
                    case VALIDATION_HELD_OUT -> Counted.of(splits.size() - 1, "split", "splits");
                    case GIVEN, FROM_FILE -> Counted.of(splits.size(), "split", "splits");
                };
        int images = splits.values().stream()
                .mapToInt(dataset -> dataset.whole().size())
                .sum();
        int boxes = splits.values().stream()
                .flatMap(dataset -> dataset.whole().stream())
                .mapToInt(image -> image.annotations().size())
                .sum();
        return "read as " + format + ", " + split + ": " + Counted.of(images, "image", "images") + ", "
                + Counted.of(boxes, "box", "boxes") + ", " + Counted.of(classes.size(), "class", "classes");
    }

    /**
     * The same images, splits and boxes with a single class, for training and evaluating without classes. Its
     * {@link #fingerprint} is another one.
     */
    public DetectionData asOneClass(String name) {
        Map<Split, DetectionDataset> merged = new EnumMap<>(Split.class);
        splits.forEach((split, dataset) -> merged.put(split, dataset.asOneClass(name)));
        return new DetectionData(root, format, List.of(name), merged, splitNames, findings);
    }

    /**
     * These data with the tiles of each image behind it in its split: {@link DetectionDataset#tiled}. The fingerprint and
     * the names of the splits stay those of the whole images; boxes that tiles of training images cut off are findings.
     *
     * @param input size at which the tiles enter the encoder
     * @throws org.vpt4j.vision.error.ConfigException if an image has too many tiles
     */
    public DetectionData tiled(Tiling tiling, ImageSize input) {
        Findings.Collector cut = new Findings.Collector();
        Map<Split, DetectionDataset> tiled = new EnumMap<>(Split.class);
        splits.forEach((split, dataset) -> {
            Findings.Collector collector = split == Split.TRAIN ? cut : new Findings.Collector();
            tiled.put(split, new TileCutter(tiling, input, collector).cut(dataset));
        });
        List<Findings.Finding> all = new ArrayList<>(findings.all());
        all.addAll(cut.collected().all());
        return new DetectionData(root, format, classes, tiled, splitNames, new Findings(all), fingerprint);
    }

    /** These data without tiles; the findings stay. */
    public DetectionData whole() {
        Map<Split, DetectionDataset> whole = new EnumMap<>(Split.class);
        splits.forEach((split, dataset) -> whole.put(split, new DetectionDataset(classes, dataset.whole())));
        return new DetectionData(root, format, classes, whole, splitNames, findings, fingerprint);
    }

    /** The opened folder. */
    public Path root() {
        return root;
    }

    /** The name of its format: {@code COCO}, {@code Pascal VOC}, … */
    public String format() {
        return format;
    }

    /** The class names, the same for all splits: in the order in which the files declare them, else sorted. */
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
     * @throws DatasetException if there is no such split; the message lists the existing ones
     */
    public DetectionDataset require(Split split) {
        return split(split)
                .orElseThrow(() -> new DatasetException("the data in " + root + " has no " + split.key()
                        + " split, only "
                        + Arrays.stream(Split.values())
                                .filter(splits::containsKey)
                                .map(Split::key)
                                .collect(Collectors.joining(", "))
                        + "; use one of these, or add images for the missing split"));
    }

    /**
     * The same data with fewer images, evenly spaced, for a trial.
     *
     * @param training most images for training, at least 1
     * @param others most images of each other split, at least 1
     */
    public DetectionData sample(int training, int others) {
        Map<Split, DetectionDataset> fewer = new EnumMap<>(Split.class);
        splits.forEach((split, all) -> fewer.put(split, sample(all, split == Split.TRAIN ? training : others)));
        return new DetectionData(root, format, classes, fewer, splitNames, findings, fingerprint);
    }

    /** An image and its tiles stay together. */
    private static DetectionDataset sample(DetectionDataset all, int most) {
        List<List<LabelledImage>> groups = new ArrayList<>();
        for (LabelledImage image : all.images()) {
            if (!image.isTile() || groups.isEmpty()) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(image);
        }
        int count = groups.size();
        int kept = (int)
                Math.max(1, Math.min(count, (long) most * count / all.images().size()));
        return new DetectionDataset(
                all.classes(),
                IntStream.range(0, kept)
                        .boxed()
                        .flatMap(i -> groups.get((int) ((long) i * count / kept)).stream())
                        .toList());
    }

    /** Where the split comes from. */
    public SplitNames.Origin splitOrigin() {
        return splitNames.origin();
    }

    /** The images of each split by name, to save with a result. */
    public SplitNames splitNames() {
        return splitNames;
    }

    /** Problems in the data and how they were handled. */
    public Findings findings() {
        return findings;
    }

    /**
     * SHA-256 of the class names and of every image's name, file size, width, height and boxes: the same on every machine
     * for the same data, independent of the split.
     */
    public String fingerprint() {
        return fingerprint;
    }
}
