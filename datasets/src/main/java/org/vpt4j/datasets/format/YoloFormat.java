package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;

/**
 * YOLO: images, a label file for each ({@link YoloLabels}), and class names in a YAML description
 * ({@link YoloDescription}) or a plain list ({@link YoloLayout}).
 *
 * <p>An image with an empty label file has no objects. Where there is a description, so does an image without label
 * file, which is Ultralytics' rule; without a description, such an image is not used.
 */
final class YoloFormat implements DatasetFormat {
    @Override
    public String name() {
        return "YOLO";
    }

    @Override
    public String layout() {
        return "data.yaml with names, train, val, test; or *.txt next to the images or in labels/ next to images/, with"
                + " classes.txt or *.names, also in train/, valid/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return YoloLayout.source(root).map(source -> source.getFileName().toString());
    }

    @Override
    public DatasetEntries read(Path root, Findings.Collector findings) {
        YoloLayout layout = YoloLayout.of(root, findings.allowsOutside())
                .orElseThrow(() -> new IllegalArgumentException(root + " has no YOLO labels: ask recognises first"));
        Reading reading = new Reading(DataPath.of(root).folder(), layout, findings);
        List<DatasetEntries.Part> parts = new ArrayList<>();
        layout.parts().forEach((name, files) -> parts.add(new DatasetEntries.Part(name, reading.images(name, files))));
        reading.noteLabelsWithoutImage();
        return new DatasetEntries(layout.names().values().stream().distinct().toList(), parts);
    }

    @Override
    public String imagePath(String part, String name) {
        return TextOutput.inside("images", TextOutput.inside(part, name));
    }

    @Override
    public List<String> write(DatasetEntries data, Path folder) {
        YoloWriter.write(data, folder);
        return new FormatLosses(name()).crowds(data).areas(data).sentences();
    }

    /** The state of reading a dataset. */
    private static final class Reading {
        private final Path root;
        private final YoloLayout layout;
        private final Findings.Collector findings;
        private final ImageLookup lookup;
        private final Map<Path, Path> labels = new LinkedHashMap<>(); // with the first image of each
        private final Map<Path, Optional<DatasetEntries.ImageEntry>> known = new HashMap<>(); // of several parts

        Reading(Path root, YoloLayout layout, Findings.Collector findings) {
            this.root = root;
            this.layout = layout;
            this.findings = findings;
            this.lookup = new ImageLookup(root, findings.allowsOutside());
            findings.read(layout.source());
            layout.lists().forEach(findings::read);
        }

        List<DatasetEntries.ImageEntry> images(String part, List<Path> files) {
            List<DatasetEntries.ImageEntry> images = new ArrayList<>();
            for (Path imageFile : new LinkedHashSet<>(files)) {
                known.computeIfAbsent(imageFile, file -> image(part, file)).ifPresent(images::add);
            }
            return images;
        }

        private Optional<DatasetEntries.ImageEntry> image(String part, Path imageFile) {
            Path label = label(imageFile);
            Path other = labels.putIfAbsent(label, imageFile);
            if (!imageFile.startsWith(root) && !findings.allowsOutside()) {
                note(Findings.Finding.Kind.IMAGE_OUTSIDE_FOLDER, imageFile, "in the list of " + part, "not used");
            } else if (!Files.isRegularFile(imageFile)) {
                note(Findings.Finding.Kind.LISTED_BUT_MISSING, imageFile, "in the list of " + part, "dropped");
            } else if (Files.isRegularFile(label)) {
                findings.read(label);
                if (other != null) {
                    String also = "also that of " + name(other);
                    findings.add(
                            Findings.Finding.Kind.LABELS_SHARED,
                            name(imageFile),
                            FilePosition.of(name(label)),
                            also,
                            "used for both");
                }
                return boxes(imageFile, label).map(boxes -> image(imageFile, name(label), boxes));
            } else if (layout.unlabelledIsEmpty()) {
                note(
                        Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                        imageFile,
                        "no label file",
                        "used as an image without objects");
                return Optional.of(image(imageFile, name(imageFile), List.of()));
            } else {
                note(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION, imageFile, "no label file", "not used");
            }
            return Optional.empty();
        }

        /** Adds a finding for each label file in the same folders that has no image. */
        void noteLabelsWithoutImage() {
            Set<Path> folders = new TreeSet<>();
            labels.keySet().forEach(label -> folders.add(label.getParent()));
            folders.stream()
                    .filter(folder -> folder.startsWith(root))
                    .flatMap(folder -> ImageFiles.filesIn(folder).stream())
                    .filter(file -> file.getFileName().toString().endsWith(".txt"))
                    .filter(file -> !labels.containsKey(file) && YoloLabels.looksLikeLabels(file))
                    .forEach(file ->
                            note(Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE, file, "", "dropped with its boxes"));
        }

        private DatasetEntries.ImageEntry image(
                Path imageFile, String annotation, List<DatasetEntries.BoxEntry> boxes) {
            return new DatasetEntries.ImageEntry(name(imageFile), imageFile, 0, 0, FilePosition.of(annotation), boxes);
        }

        /** Whose name may differ in the form of its accents. */
        private Path label(Path imageFile) {
            Path label = YoloLayout.labelOf(imageFile);
            return Files.isRegularFile(label) || !label.startsWith(root)
                    ? label
                    : lookup.similar(label).orElse(label);
        }

        /** Empty if the label file is broken: the image would be learned without its other objects. */
        private Optional<List<DatasetEntries.BoxEntry>> boxes(Path imageFile, Path label) {
            YoloLabels labelled;
            try {
                labelled = YoloLabels.read(label, layout.keypoints());
            } catch (DatasetException e) {
                findings.brokenFile(name(imageFile), FilePosition.of(name(label)), e);
                return Optional.empty();
            }
            ImageSize size = size(imageFile);
            List<DatasetEntries.BoxEntry> boxes = new ArrayList<>();
            for (YoloLabels.Item item : labelled.items()) {
                FilePosition position = new FilePosition(name(label), item.line());
                String className = layout.names().get(item.classNumber());
                if (className == null) {
                    findings.add(
                            Findings.Finding.Kind.UNKNOWN_CATEGORY,
                            name(imageFile),
                            position,
                            "class " + item.classNumber() + ", but there are only "
                                    + Counted.of(layout.names().size(), "name", "names"),
                            "dropped");
                } else {
                    boxes.add(new DatasetEntries.BoxEntry(
                            className,
                            item.x1() * size.width(),
                            item.y1() * size.height(),
                            item.x2() * size.width(),
                            item.y2() * size.height(),
                            false,
                            Double.NaN,
                            position));
                }
            }
            return Optional.of(boxes);
        }

        /** Any size for an unreadable image: the check of all images drops it. */
        private static ImageSize size(Path imageFile) {
            try {
                return Image.readSize(imageFile);
            } catch (ImageException e) {
                return new ImageSize(1, 1);
            }
        }

        private void note(Findings.Finding.Kind kind, Path file, String detail, String done) {
            findings.add(kind, name(file), FilePosition.of(name(file)), detail, done);
        }

        private String name(Path file) {
            return ImageFiles.nameBelow(root, file);
        }
    }
}
