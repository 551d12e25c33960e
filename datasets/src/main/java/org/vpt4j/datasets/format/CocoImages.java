package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.image.ImageFiles;

/** Joins the images, categories and annotations of one file by id, and its images with the files in the folders. */
final class CocoImages {
    private final Path root;
    private final AnnotationFile part;
    private final CocoFile file;
    private final ImageLookup lookup;
    private final Findings.Collector findings;
    private final Set<Path> listed = new HashSet<>();
    private final Set<Long> incomplete = new HashSet<>(); // images with boxes that cannot be used

    CocoImages(Path root, AnnotationFile part, CocoFile file, ImageLookup lookup, Findings.Collector findings) {
        this.root = root;
        this.lookup = lookup;
        this.part = part;
        this.file = file;
        this.findings = findings;
        incomplete.addAll(file.incomplete());
    }

    /** The image files that {@link #entries()} found. */
    Set<Path> listed() {
        return listed;
    }

    /** The images that exist, in the file's order, with their boxes. */
    List<DatasetEntries.ImageEntry> entries() {
        Map<Long, CocoFile.Image> byId = imagesById();
        Map<Long, List<DatasetEntries.BoxEntry>> boxes = boxes(byId);
        Map<Path, DatasetEntries.ImageEntry> images = new LinkedHashMap<>();
        byId.forEach((id, image) -> {
            List<DatasetEntries.BoxEntry> own = boxes.getOrDefault(id, List.of());
            Optional<Path> imageFile = part.image(image.fileName(), lookup, image.position(), own.size(), findings);
            if (imageFile.isEmpty()) {
                return;
            }
            listed.add(imageFile.get());
            if (incomplete.contains(id)) {
                findings.incomplete(imageFile.get());
            }
            DatasetEntries.ImageEntry former = images.get(imageFile.get());
            if (former == null) {
                images.put(imageFile.get(), image(image, imageFile.get(), own));
            } else {
                note(
                        Findings.Finding.Kind.DUPLICATE_IMAGE,
                        former.name(),
                        image.position(),
                        "it has two ids",
                        "boxes merged");
                List<DatasetEntries.BoxEntry> all = new ArrayList<>(former.boxes());
                all.addAll(own);
                images.put(imageFile.get(), image(image, imageFile.get(), all));
            }
        });
        return List.copyOf(images.values());
    }

    private DatasetEntries.ImageEntry image(CocoFile.Image image, Path imageFile, List<DatasetEntries.BoxEntry> boxes) {
        return new DatasetEntries.ImageEntry(
                ImageFiles.nameBelow(root, imageFile),
                imageFile,
                image.width(),
                image.height(),
                image.position(),
                boxes);
    }

    private Map<Long, CocoFile.Image> imagesById() {
        Map<Long, CocoFile.Image> byId = new LinkedHashMap<>();
        for (CocoFile.Image image : file.images()) {
            CocoFile.Image other = byId.putIfAbsent(image.id(), image);
            if (other != null) {
                note(
                        Findings.Finding.Kind.DUPLICATE_ID,
                        "image " + file.idText(image.id()),
                        image.position(),
                        other.fileName() + " and " + image.fileName(),
                        "the first is used");
            }
        }
        return byId;
    }

    private Map<Long, List<DatasetEntries.BoxEntry>> boxes(Map<Long, CocoFile.Image> images) {
        Map<Long, String> categories = new HashMap<>();
        file.categories().forEach(category -> categories.putIfAbsent(category.id(), category.name()));
        Map<Long, List<DatasetEntries.BoxEntry>> boxes = new HashMap<>();
        Set<Long> ids = new HashSet<>();
        for (CocoFile.Item item : file.annotations()) {
            String className = categories.get(item.categoryId());
            CocoFile.Image image = images.get(item.imageId());
            if (item.id() >= 0 && !ids.add(item.id())) {
                note(
                        Findings.Finding.Kind.DUPLICATE_ID,
                        "annotation " + file.idText(item.id()),
                        item.position(),
                        "",
                        "both are used");
            }
            if (image == null) {
                note(
                        Findings.Finding.Kind.BOX_WITHOUT_IMAGE,
                        "image_id " + file.idText(item.imageId()),
                        item.position(),
                        "",
                        "dropped");
            } else if (className == null) {
                String category = "category_id " + file.idText(item.categoryId());
                note(Findings.Finding.Kind.UNKNOWN_CATEGORY, image.fileName(), item.position(), category, "dropped");
                incomplete.add(item.imageId());
            } else {
                boxes.computeIfAbsent(item.imageId(), key -> new ArrayList<>()).add(box(item, className));
            }
        }
        return boxes;
    }

    private DatasetEntries.BoxEntry box(CocoFile.Item item, String className) {
        return new DatasetEntries.BoxEntry(
                className,
                item.x(),
                item.y(),
                item.x() + item.width(),
                item.y() + item.height(),
                item.crowd(),
                item.area(),
                item.position());
    }

    private void note(Findings.Finding.Kind kind, String subject, FilePosition position, String detail, String done) {
        findings.add(kind, subject, position, detail, done);
    }
}
