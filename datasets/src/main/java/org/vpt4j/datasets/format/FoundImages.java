package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;
import org.vpt4j.vision.image.ImageSize;

/** Joins what annotation files say with the image files of a dataset, and notes what has no counterpart. */
final class FoundImages {
    private final Path root;
    private final boolean notesUnlisted;
    private final ImageIndex index;
    private final ImageLookup lookup;
    private final Findings.Collector findings;
    private final Set<Path> used = new HashSet<>();
    private final List<Missing> missing = new ArrayList<>();
    private final Map<String, List<DatasetEntries.ImageEntry>> parts = new LinkedHashMap<>();

    /** @param data the dataset's folder; next to a file that was named, images that it does not list are no finding */
    FoundImages(DataPath data, Findings.Collector findings) {
        this.root = data.folder();
        this.notesUnlisted = data.file().isEmpty();
        this.index = new ImageIndex(root);
        this.lookup = new ImageLookup(root, findings.allowsOutside());
        this.findings = findings;
    }

    /**
     * What an annotation file says of an image.
     *
     * @param name of the image, as written
     * @param width declared width in pixels of the stored or upright image, 0 if none is declared
     * @param height declared height, as the width
     * @param boxes how many, for the finding if there is no such image
     */
    record Named(String name, int width, int height, FilePosition position, int boxes) {}

    /** What is looked for by the end of its path, when all that exist under their own paths are known. */
    private record Missing(String part, Named image, Function<Path, List<DatasetEntries.BoxEntry>> boxes) {}

    /**
     * Adds an image to a part.
     *
     * @param folders where it is looked for first
     * @param boxes its boxes, given the file
     */
    void add(String part, Named image, List<Path> folders, Function<Path, List<DatasetEntries.BoxEntry>> boxes) {
        Optional<Path> file = index.find(image.name(), folders);
        ImageLookup.Found found = file.map(ImageLookup.Found::of).orElseGet(() -> lookup.here(image.name(), folders));
        if (found.file().isPresent()) {
            add(part, image, found.file().get(), boxes);
        } else if (found.outside()) {
            dropped(Findings.Finding.Kind.IMAGE_OUTSIDE_FOLDER, image);
        } else {
            missing.add(new Missing(part, image, boxes));
        }
    }

    /** Notes an image that an annotation file names but does not annotate: what is on it is unknown. */
    void notLabelled(String part, Named image, List<Path> folders, String why) {
        Optional<Path> file = index.find(image.name(), folders)
                .or(() -> lookup.here(image.name(), folders).file())
                .or(() -> index.findByEnd(image.name(), part));
        file.ifPresent(used::add);
        String name = file.map(found -> ImageFiles.nameBelow(root, found)).orElse(image.name());
        findings.add(Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION, name, image.position(), why, "not used");
    }

    /** All images below the dataset's folder, listed or not. */
    List<Path> onDisk() {
        return index.all();
    }

    private void dropped(Findings.Finding.Kind kind, Named image) {
        String boxes = Counted.of(image.boxes(), "box", "boxes");
        findings.add(kind, image.name(), image.position(), boxes, "dropped with its boxes");
    }

    private void add(String part, Named image, Path file, Function<Path, List<DatasetEntries.BoxEntry>> boxes) {
        used.add(file);
        findings.tryReading(image.position(), () -> {
            DatasetEntries.ImageEntry entry = new DatasetEntries.ImageEntry(
                    ImageFiles.nameBelow(root, file),
                    file,
                    image.width(),
                    image.height(),
                    image.position(),
                    boxes.apply(file));
            parts.computeIfAbsent(part, key -> new ArrayList<>()).add(entry);
        });
    }

    /** All parts; what has no counterpart, among annotations or images, is a finding. */
    List<DatasetEntries.Part> parts() {
        PathEnds ends = new PathEnds(root, () -> index, findings);
        missing.forEach(one -> ends.want(one.part(), one.image().name()));
        ends.exclude(used);
        for (Missing one : missing) {
            Named image = one.image();
            ends.find(one.part(), image.name(), image.position())
                    .ifPresentOrElse(
                            file -> add(one.part(), image, file, one.boxes()),
                            () -> dropped(Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE, image));
        }
        noteUnlisted();
        return parts(parts);
    }

    static List<DatasetEntries.Part> parts(Map<String, List<DatasetEntries.ImageEntry>> images) {
        return images.entrySet().stream()
                .map(part -> new DatasetEntries.Part(part.getKey(), part.getValue()))
                .toList();
    }

    private void noteUnlisted() {
        for (Path image : notesUnlisted ? index.all() : List.<Path>of()) {
            if (!used.contains(image)) {
                String name = ImageFiles.nameBelow(root, image);
                findings.add(
                        Findings.Finding.Kind.IMAGE_WITHOUT_ANNOTATION,
                        name,
                        FilePosition.of(name),
                        "no annotation file lists it",
                        "not used");
            }
        }
    }

    /** The size of the upright image; any size for an unreadable one, which the check of all images drops. */
    static ImageSize size(Path image) {
        try {
            return Image.readSize(image);
        } catch (ImageException e) {
            return new ImageSize(1, 1);
        }
    }
}
