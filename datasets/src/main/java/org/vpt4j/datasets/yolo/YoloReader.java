package org.vpt4j.datasets.yolo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.datasets.format.RawBox;
import org.vpt4j.datasets.format.RawDataset;
import org.vpt4j.datasets.format.RawImage;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Reads YOLO: images, a label file for each ({@link YoloLabels}), and class names in a description ({@link
 * YoloDescription}) or a list ({@link YoloFolders}).
 *
 * <p>An empty label file says that nothing is on its image. So does an absent one where there is a description, which
 * is Ultralytics' rule; where there is none, an image without label file is not used.
 */
public final class YoloReader implements DatasetFormat {
    @Override
    public String name() {
        return "YOLO";
    }

    @Override
    public String layout() {
        return "data.yaml with names, train, val, test; or *.txt beside the images or in labels/ beside images/, with"
                + " classes.txt or *.names, also in train/, valid/, test/";
    }

    @Override
    public Optional<String> recognises(Path root) {
        return YoloLayout.of(root).map(layout -> layout.source().getFileName().toString());
    }

    @Override
    public RawDataset read(Path root, Findings.Collector findings) {
        YoloLayout layout = YoloLayout.of(root)
                .orElseThrow(() -> new IllegalArgumentException(root + " has no YOLO labels: ask recognises first"));
        Reading reading = new Reading(root.toAbsolutePath().normalize(), layout, findings);
        List<RawDataset.Part> parts = new ArrayList<>();
        layout.parts()
                .forEach((name, imageFiles) -> parts.add(new RawDataset.Part(name, reading.images(name, imageFiles))));
        reading.noteLabelsWithoutImage();
        return new RawDataset(layout.names().values().stream().distinct().toList(), parts);
    }

    /** One pass over a dataset's images. */
    private static final class Reading {
        private final Path root;
        private final YoloLayout layout;
        private final Findings.Collector findings;
        private final Set<Path> labels = new LinkedHashSet<>();

        Reading(Path root, YoloLayout layout, Findings.Collector findings) {
            this.root = root;
            this.layout = layout;
            this.findings = findings;
        }

        List<RawImage> images(String part, List<Path> imageFiles) {
            List<RawImage> images = new ArrayList<>();
            for (Path imageFile : new LinkedHashSet<>(imageFiles)) {
                Path label = YoloLayout.labelOf(imageFile);
                labels.add(label);
                if (!Files.isRegularFile(imageFile)) {
                    note(FindingKind.LISTED_BUT_ABSENT, imageFile, "in the list of " + part, "dropped");
                } else if (Files.isRegularFile(label)) {
                    images.add(image(imageFile, name(label), boxes(imageFile, label)));
                } else if (layout.unlabelledIsEmpty()) {
                    note(
                            FindingKind.IMAGE_WITHOUT_ANNOTATION,
                            imageFile,
                            "no label file",
                            "used as one with nothing on it");
                    images.add(image(imageFile, name(imageFile), List.of()));
                } else {
                    note(FindingKind.IMAGE_WITHOUT_ANNOTATION, imageFile, "no label file", "not used");
                }
            }
            return images;
        }

        /** Label files in the same folders whose image is not there; lists and class names are none. */
        void noteLabelsWithoutImage() {
            Set<Path> folders = new TreeSet<>();
            labels.forEach(label -> folders.add(label.getParent()));
            folders.stream()
                    .filter(folder -> folder.startsWith(root))
                    .flatMap(folder -> ImageFiles.filesIn(folder).stream())
                    .filter(file -> file.getFileName().toString().endsWith(".txt"))
                    .filter(file -> !labels.contains(file) && YoloLabels.looksLikeLabels(file))
                    .forEach(file -> note(
                            FindingKind.ANNOTATION_WITHOUT_IMAGE,
                            file,
                            Counted.of(YoloLabels.read(file).items().size(), "box", "boxes"),
                            "dropped with its boxes"));
        }

        private RawImage image(Path imageFile, String place, List<RawBox> boxes) {
            return new RawImage(name(imageFile), imageFile, 0, 0, Place.of(place), boxes);
        }

        private List<RawBox> boxes(Path imageFile, Path label) {
            ImageSize size = size(imageFile);
            List<RawBox> boxes = new ArrayList<>();
            for (YoloLabels.Item item : YoloLabels.read(label).items()) {
                Place place = new Place(name(label), item.line());
                String className = layout.names().get(item.classNumber());
                if (className == null) {
                    findings.add(
                            FindingKind.UNKNOWN_CATEGORY,
                            name(imageFile),
                            place,
                            "class " + item.classNumber() + ", but there are names for "
                                    + layout.names().size(),
                            "dropped");
                } else {
                    boxes.add(new RawBox(
                            className,
                            item.x1() * size.width(),
                            item.y1() * size.height(),
                            item.x2() * size.width(),
                            item.y2() * size.height(),
                            false,
                            Double.NaN,
                            place));
                }
            }
            return boxes;
        }

        /** Of an unreadable image, any: the check of all images drops and names it. */
        private static ImageSize size(Path imageFile) {
            try {
                return Image.readSize(imageFile);
            } catch (ImageException e) {
                return new ImageSize(1, 1);
            }
        }

        private void note(FindingKind kind, Path file, String detail, String done) {
            findings.add(kind, name(file), Place.of(name(file)), detail, done);
        }

        private String name(Path file) {
            return ImageFiles.nameBelow(root, file);
        }
    }
}
