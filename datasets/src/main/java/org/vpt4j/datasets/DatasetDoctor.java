package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * Looks for everything that is wrong with a dataset: what {@link DetectionData} finds when it opens one, and what only a
 * closer look shows, such as the same image in two splits. It reads on after every defect.
 */
public final class DatasetDoctor {
    private static final double SAME_BOX = 0.7;

    private final Findings.Collector findings = new Findings.Collector();
    private final Set<String> removed = new HashSet<>();
    private DatasetEntries raw;

    private DatasetDoctor() {}

    /**
     * What was found.
     *
     * @param data as a training would use them
     * @param findings all of them; {@link Findings.Finding#done} says what {@link #fixed} does about each
     * @param fixed the data without the defects that can be removed: unusable boxes, second copies of images (in training
     *     rather than in test), spellings of a class name
     */
    public record Diagnosis(DetectionData data, Findings findings, DetectionData fixed) {}

    /**
     * Examines a folder.
     *
     * @param reading how it is read
     * @param decodes whether images are decoded; if not, damaged images and images that look alike are not found
     * @param progress receives the progress of the first pass over the images
     * @throws org.vpt4j.datasets.format.DatasetException if nothing can be used
     */
    public static Diagnosis examine(
            Path root, DatasetReading reading, boolean decodes, DetectionData.Progress progress) {
        return new DatasetDoctor().run(root, reading, decodes, progress);
    }

    private Diagnosis run(Path root, DatasetReading reading, boolean decodes, DetectionData.Progress progress) {
        DetectionData data = DatasetOpener.inspect(
                root, reading, new DatasetOpener.Inspection(true, decodes, entries -> raw = entries), progress);
        Map<String, ImageSize> sizes = new HashMap<>();
        Map<String, Split> splitOf = new HashMap<>();
        List<LabelledImage> images = new ArrayList<>();
        for (Split split : Split.values()) {
            data.split(split).ifPresent(dataset -> dataset.whole().forEach(image -> {
                sizes.put(image.name(), image.size());
                if (splitOf.putIfAbsent(image.name(), split) == null) { // else a split that repeats another
                    images.add(image);
                }
            }));
        }
        new BoxDefects(findings).examine(raw, sizes);
        Map<String, String> names = similarNames(data, images);
        if (data.splitOrigin() == SplitNames.Origin.GIVEN) {
            classesInOneSplit(data);
        }
        images.stream()
                .filter(image -> image.annotations().isEmpty())
                .forEach(image -> note(
                        Findings.Finding.Kind.IMAGE_WITHOUT_OBJECT,
                        image,
                        "",
                        "kept: a training learns it as background"));
        if (decodes) {
            List<ImageTwins.Pair> exact = ImageTwins.exact(images);
            exact.forEach(pair -> twins(pair, splitOf));
            Set<String> copies = new HashSet<>();
            exact.forEach(pair -> copies.add(pair.second().name()));
            ImageTwins.near(images, done -> progress.checked(done, images.size())).stream()
                    .filter(pair -> !copies.contains(pair.second().name()))
                    .forEach(pair -> twins(pair, splitOf));
        }
        List<Findings.Finding> all = new ArrayList<>(data.findings().all());
        all.addAll(findings.collected().all());
        return new Diagnosis(data, new Findings(all), fixed(data, names));
    }

    private Map<String, String> similarNames(DetectionData data, List<LabelledImage> images) {
        Map<String, Integer> boxes = new HashMap<>();
        images.forEach(image -> image.annotations()
                .forEach(annotation -> boxes.merge(data.classes().get(annotation.classIndex()), 1, Integer::sum)));
        Map<String, String> kept = SimilarNames.kept(data.classes(), boxes);
        kept.forEach((name, best) -> {
            if (!name.equals(best)) {
                similar(name, best, boxes, "merged into " + best);
            }
        });
        List<String> left = List.copyOf(new LinkedHashSet<>(kept.values()));
        for (int i = 0; i < left.size(); i++) {
            for (int j = i + 1; j < left.size(); j++) {
                if (SimilarNames.areALetterApart(left.get(i), left.get(j))) {
                    similar(left.get(i), left.get(j), boxes, "kept: rename one with --class-map if they mean the same");
                }
            }
        }
        return kept;
    }

    private void similar(String one, String other, Map<String, Integer> boxes, String done) {
        findings.add(
                Findings.Finding.Kind.CLASS_NAMES_SIMILAR,
                one,
                FilePosition.of("classes"),
                "\"" + one + "\" with " + boxes.getOrDefault(one, 0) + " boxes and \"" + other + "\" with "
                        + boxes.getOrDefault(other, 0),
                done);
    }

    /** Classes that cannot be learned are findings already; these cannot be evaluated. */
    private void classesInOneSplit(DetectionData data) {
        Map<String, Set<Split>> where = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            data.split(split).ifPresent(dataset -> dataset.whole()
                    .forEach(image -> image.annotations().forEach(annotation -> where.computeIfAbsent(
                                    data.classes().get(annotation.classIndex()), name -> new LinkedHashSet<>())
                            .add(split))));
        }
        boolean several = data.splitNames().names().size() > 1;
        where.forEach((name, splits) -> {
            if (several && splits.size() == 1 && splits.contains(Split.TRAIN)) {
                findings.add(
                        Findings.Finding.Kind.CLASS_IN_ONE_SPLIT,
                        name,
                        FilePosition.of("classes"),
                        "only in train",
                        "kept, but cannot be evaluated: make another split with \"data split\"");
            }
        });
    }

    /** The copy in training goes, so that what is evaluated on was not learned; within a split, the second one. */
    private void twins(ImageTwins.Pair pair, Map<String, Split> splitOf) {
        Split first = splitOf.get(pair.first().name());
        Split second = splitOf.get(pair.second().name());
        boolean loses = first.compareTo(second) < 0; // train < validation < test
        LabelledImage out = loses ? pair.first() : pair.second();
        LabelledImage stays = loses ? pair.second() : pair.first();
        String how = pair.exact() ? "the same file as " : "looks like ";
        boolean differ = !sameBoxes(out, stays);
        String detail = how + stays.name() + (differ ? ", with other boxes" : "");
        if (first != second) {
            note(
                    Findings.Finding.Kind.SPLIT_LEAK,
                    out,
                    detail + ", " + splitOf.get(out.name()).key() + " and "
                            + splitOf.get(stays.name()).key(),
                    pair.exact() ? "removed" : "kept: look at both first");
        } else if (differ) {
            note(Findings.Finding.Kind.IMAGE_TWIN_LABELS, out, detail, "kept: look which boxes are right");
        } else {
            note(Findings.Finding.Kind.IMAGE_TWIN, out, detail, pair.exact() ? "removed" : "kept: look at both first");
        }
        if (pair.exact() && (first != second || !differ)) {
            removed.add(out.name());
        }
    }

    /** Whether each box has one of the same class in about the same place of the other image, which may have another size. */
    private static boolean sameBoxes(LabelledImage one, LabelledImage other) {
        if (one.annotations().size() != other.annotations().size()) {
            return false;
        }
        double scaleX = (double) other.size().width() / one.size().width();
        double scaleY = (double) other.size().height() / one.size().height();
        return one.annotations().stream().allMatch(a -> {
            Box box = new Box(
                    a.box().x1() * scaleX,
                    a.box().y1() * scaleY,
                    a.box().x2() * scaleX,
                    a.box().y2() * scaleY);
            return other.annotations().stream()
                    .anyMatch(b -> b.classIndex() == a.classIndex() && b.box().iou(box) >= SAME_BOX);
        });
    }

    private DetectionData fixed(DetectionData data, Map<String, String> names) {
        List<String> classes = List.copyOf(new LinkedHashSet<>(names.values()));
        int[] index = data.classes().stream()
                .mapToInt(name -> classes.indexOf(names.get(name)))
                .toArray();
        Map<Split, DetectionDataset> splits = new EnumMap<>(Split.class);
        for (Split split : Split.values()) {
            data.split(split).ifPresent(dataset -> {
                List<LabelledImage> kept = new ArrayList<>();
                for (LabelledImage image : dataset.whole()) {
                    List<Annotation> boxes = image.annotations().stream()
                            .filter(a ->
                                    !BoxDefects.isThin(a.box().width(), a.box().height()))
                            .map(a -> a.ofClass(index[a.classIndex()]))
                            .toList();
                    boolean lost = boxes.isEmpty() && !image.annotations().isEmpty();
                    if (!removed.contains(image.name()) && !lost) {
                        kept.add(image.withAnnotations(boxes));
                    }
                }
                splits.put(split, new DetectionDataset(classes, kept));
            });
        }
        Map<Split, List<String>> left = new EnumMap<>(Split.class);
        splits.forEach((split, dataset) -> left.put(
                split, dataset.images().stream().map(LabelledImage::name).toList()));
        SplitNames splitNames =
                new SplitNames(left, data.splitOrigin(), data.splitNames().seed());
        return new DetectionData(data.root(), data.format(), classes, splits, splitNames, data.findings());
    }

    private void note(Findings.Finding.Kind kind, LabelledImage image, String detail, String done) {
        findings.add(kind, image.name(), FilePosition.of(image.name()), detail, done);
    }
}
