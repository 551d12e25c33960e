package org.vpt4j.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.error.Counted;

/** Opens a folder or an annotation file: detects its format, reads it, checks each image, splits the images, checks the classes. */
final class DatasetOpener {
    /** Assigns the images, given by name for each part, to splits. */
    @FunctionalInterface
    interface Splitting {
        SplitNames of(Map<String, List<String>> parts, Findings.Collector findings);
    }

    private final Path given;
    private final Path root;
    private final DatasetReading reading;
    private final DetectionData.Progress progress;
    private final Findings.Collector findings;
    private final Inspection inspection;

    private DatasetOpener(Path given, DatasetReading reading, Inspection inspection, DetectionData.Progress progress) {
        this.given = given;
        this.root = DatasetReading.folder(given);
        this.inspection = inspection;
        this.findings = new Findings.Collector(inspection.readsOn(), reading.allowsOutside());
        this.reading = reading;
        this.progress = progress;
    }

    static DetectionData open(Path root, DatasetReading reading, Splitting splitting, DetectionData.Progress progress) {
        return new DatasetOpener(reading.find(canonical(root)), reading, Inspection.NONE, progress).run(splitting);
    }

    /**
     * How a dataset is opened to look for defects.
     *
     * @param readsOn whether broken entries are findings
     * @param decodes whether images are decoded; if not, they are taken to have their declared sizes, or those in their headers
     * @param seen receives what the files say
     */
    record Inspection(boolean readsOn, boolean decodes, Consumer<DatasetEntries> seen) {
        private static final Inspection NONE = new Inspection(false, true, entries -> {});
    }

    /** Opens a folder with its own splits, and looks more closely. */
    static DetectionData inspect(
            Path root, DatasetReading reading, Inspection inspection, DetectionData.Progress progress) {
        return new DatasetOpener(reading.find(canonical(root)), reading, inspection, progress)
                .run(SplitPolicy::asGiven);
    }

    /** The same folder has one name, however it was spelled; only {@code ..} behind a link needs the file system. */
    private static Path canonical(Path root) {
        Path absolute = root.toAbsolutePath();
        Path normal = absolute.normalize();
        try {
            boolean same = !Files.exists(absolute) || (Files.exists(normal) && Files.isSameFile(absolute, normal));
            return same ? normal : absolute.toRealPath();
        } catch (IOException e) {
            return normal;
        }
    }

    private DetectionData run(Splitting splitting) {
        DatasetFormat format = reading.formatOf(given);
        DatasetEntries raw = ClassNames.composed(reading.read(format, given, findings));
        inspection.seen().accept(raw);
        List<String> classes = classes(raw);
        ClassNames.requireUsable(classes, root);
        Map<String, LabelledImage> images = new HashMap<>();
        Map<String, List<String>> parts = check(raw, classes, images);
        if (Files.isDirectory(given)) {
            new UnusedFiles(root, raw, findings).note();
        }
        if (images.isEmpty()) {
            boolean read = findings.collected().count(Findings.Finding.Kind.NO_USABLE_BOX) > 0;
            throw new DatasetException(
                    "no usable " + (read ? "box" : "image") + " in " + root + " (" + format.name() + ")" + reasons());
        }
        if (images.values().stream().noneMatch(LabelledImage::hasObject)) {
            throw new DatasetException("no usable box in the " + Counted.of(images.size(), "image", "images") + " of "
                    + root + " (" + format.name() + ")" + reasons());
        }
        SplitNames names = splitting.of(parts, findings);
        Map<Split, DetectionDataset> splits = new EnumMap<>(Split.class);
        names.names()
                .forEach((split, list) -> splits.put(
                        split,
                        new DetectionDataset(
                                classes, list.stream().map(images::get).toList())));
        checkClasses(classes, splits);
        return new DetectionData(root, format.name(), classes, splits, names, findings.collected());
    }

    private String reasons() {
        Findings all = findings.collected();
        String first = all.of(Findings.Finding.Kind.ANNOTATION_BROKEN).stream()
                .findFirst()
                .map(broken -> " (" + broken.detail() + ")")
                .orElse("");
        return all.isEmpty() ? "" : ": " + String.join("; ", all.summary()) + first;
    }

    private static List<String> classes(DatasetEntries raw) {
        if (!raw.classes().isEmpty()) {
            return raw.classes();
        }
        TreeSet<String> names = new TreeSet<>();
        for (DatasetEntries.Part part : raw.parts()) {
            for (DatasetEntries.ImageEntry image : part.images()) {
                image.boxes().stream().map(DatasetEntries.BoxEntry::className).forEach(names::add);
            }
        }
        return List.copyOf(names);
    }

    /** Checks each image once, even if several parts list it; returns the names of each part's usable images. */
    private Map<String, List<String>> check(
            DatasetEntries raw, List<String> classes, Map<String, LabelledImage> images) {
        Map<String, DatasetEntries.ImageEntry> distinct = raw.images(findings);
        List<DatasetEntries.ImageEntry> entries = List.copyOf(distinct.values());
        Map<String, ImageCheck.Result> decoded = inspection.decodes()
                ? ImageCheck.of(entries, done -> progress.checked(done, distinct.size()))
                : ImageCheck.declared(entries);
        EntryCheck check = new EntryCheck(classes, UnclearRotations.of(distinct, decoded), findings);
        Set<String> fractions = BoxUnits.fractions(raw);
        distinct.forEach((name, image) -> check.accept(image, decoded.get(name), fractions.contains(name))
                .ifPresent(usable -> images.put(name, usable)));
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (DatasetEntries.Part part : raw.parts()) {
            List<String> names = parts.computeIfAbsent(part.name(), key -> new ArrayList<>());
            part.images().stream()
                    .map(DatasetEntries.ImageEntry::name)
                    .filter(images::containsKey)
                    .forEach(names::add);
        }
        return parts;
    }

    private void checkClasses(List<String> classes, Map<Split, DetectionDataset> splits) {
        Map<Split, boolean[]> present = new EnumMap<>(Split.class);
        splits.forEach((split, dataset) -> {
            boolean[] has = new boolean[classes.size()];
            dataset.images()
                    .forEach(image -> image.annotations().forEach(annotation -> has[annotation.classIndex()] = true));
            present.put(split, has);
        });
        for (int i = 0; i < classes.size(); i++) {
            int index = i;
            List<String> where = present.keySet().stream()
                    .filter(split -> present.get(split)[index])
                    .map(Split::key)
                    .toList();
            String name = classes.get(i);
            if (where.isEmpty()) {
                findings.add(
                        Findings.Finding.Kind.CLASS_WITHOUT_BOX,
                        name,
                        FilePosition.of("classes"),
                        "",
                        "kept in the list of classes");
            } else if (splits.containsKey(Split.TRAIN) && !where.contains(Split.TRAIN.key())) {
                findings.add(
                        Findings.Finding.Kind.CLASS_NOT_IN_TRAIN,
                        name,
                        FilePosition.of("classes"),
                        "only in " + String.join(" and ", where),
                        "kept, but cannot be learned");
            }
        }
    }
}
