package org.vpt4j.datasets.coco;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.PartFile;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.datasets.format.RawBox;
import org.vpt4j.datasets.format.RawImage;
import org.vpt4j.vision.error.Counted;

/** Joins one file's images, categories and annotations by their ids, and images with the images in the folders. */
final class CocoPartReading {
    private final Path root;
    private final PartFile part;
    private final CocoFile file;
    private final String json;
    private final Findings.Collector findings;
    private final Set<Path> listed = new HashSet<>();

    CocoPartReading(Path root, PartFile part, CocoFile file, Findings.Collector findings) {
        this.root = root;
        this.part = part;
        this.file = file;
        this.json = ImageFiles.nameBelow(root, file.path());
        this.findings = findings;
    }

    /** The images that {@link #images()} found. */
    Set<Path> listed() {
        return listed;
    }

    /** The images that are there, in the file's order, with their boxes. */
    List<RawImage> images() {
        Map<Long, CocoFile.Image> byId = imagesById();
        Map<Long, List<RawBox>> boxes = boxes(byId);
        Map<Path, RawImage> images = new LinkedHashMap<>();
        byId.forEach((id, image) -> {
            List<RawBox> own = boxes.getOrDefault(id, List.of());
            Optional<Path> imageFile = part.image(image.fileName());
            if (imageFile.isEmpty()) {
                note(
                        FindingKind.ANNOTATION_WITHOUT_IMAGE,
                        image.fileName(),
                        image.line(),
                        Counted.of(own.size(), "box", "boxes"),
                        "dropped with its boxes");
                return;
            }
            listed.add(imageFile.get());
            RawImage former = images.get(imageFile.get());
            if (former == null) {
                images.put(imageFile.get(), image(image, imageFile.get(), own));
            } else {
                note(FindingKind.DUPLICATE_IMAGE, former.name(), image.line(), "with two ids", "boxes joined");
                List<RawBox> all = new ArrayList<>(former.boxes());
                all.addAll(own);
                images.put(imageFile.get(), image(image, imageFile.get(), all));
            }
        });
        return List.copyOf(images.values());
    }

    private RawImage image(CocoFile.Image image, Path imageFile, List<RawBox> boxes) {
        return new RawImage(
                ImageFiles.nameBelow(root, imageFile),
                imageFile,
                image.width(),
                image.height(),
                new Place(json, image.line()),
                boxes);
    }

    private Map<Long, CocoFile.Image> imagesById() {
        Map<Long, CocoFile.Image> byId = new LinkedHashMap<>();
        for (CocoFile.Image image : file.images()) {
            CocoFile.Image other = byId.putIfAbsent(image.id(), image);
            if (other != null) {
                note(
                        FindingKind.DUPLICATE_ID,
                        "image " + image.id(),
                        image.line(),
                        other.fileName() + " and " + image.fileName(),
                        "the first is used");
            }
        }
        return byId;
    }

    private Map<Long, List<RawBox>> boxes(Map<Long, CocoFile.Image> images) {
        Map<Long, String> categories = new HashMap<>();
        file.categories().forEach(category -> categories.putIfAbsent(category.id(), category.name()));
        Map<Long, List<RawBox>> boxes = new HashMap<>();
        Set<Long> ids = new HashSet<>();
        for (CocoFile.Item item : file.annotations()) {
            String className = categories.get(item.categoryId());
            CocoFile.Image image = images.get(item.imageId());
            if (item.id() >= 0 && !ids.add(item.id())) {
                note(FindingKind.DUPLICATE_ID, "annotation " + item.id(), item.line(), "", "both are used");
            }
            if (image == null) {
                note(FindingKind.BOX_WITHOUT_IMAGE, "image_id " + item.imageId(), item.line(), "", "dropped");
            } else if (className == null) {
                String category = "category_id " + item.categoryId();
                note(FindingKind.UNKNOWN_CATEGORY, image.fileName(), item.line(), category, "dropped");
            } else {
                boxes.computeIfAbsent(item.imageId(), key -> new ArrayList<>()).add(box(item, className));
            }
        }
        return boxes;
    }

    private RawBox box(CocoFile.Item item, String className) {
        return new RawBox(
                className,
                item.x(),
                item.y(),
                item.x() + item.width(),
                item.y() + item.height(),
                item.crowd(),
                item.area(),
                new Place(json, item.line()));
    }

    private void note(FindingKind kind, String subject, int line, String detail, String done) {
        findings.add(kind, subject, new Place(json, line), detail, done);
    }
}
