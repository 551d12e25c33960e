package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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
    private final ImageIndex index;
    private final Findings.Collector findings;
    private final Set<Path> used = new HashSet<>();

    /** @param root the dataset's folder, absolute */
    FoundImages(Path root, Findings.Collector findings) {
        this.root = root;
        this.index = new ImageIndex(root);
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

    /**
     * The entry of an image; empty, with a finding, if there is no such file.
     *
     * @param folders where it is looked for first
     * @param boxes its boxes, given the file
     */
    Optional<DatasetEntries.ImageEntry> entry(
            Named image, List<Path> folders, Function<Path, List<DatasetEntries.BoxEntry>> boxes) {
        Optional<ImageIndex.Match> match = index.find(image.name(), folders);
        if (match.isEmpty()) {
            findings.add(
                    Findings.Finding.Kind.ANNOTATION_WITHOUT_IMAGE,
                    image.name(),
                    image.position(),
                    Counted.of(image.boxes(), "box", "boxes"),
                    "dropped with its boxes");
            return Optional.empty();
        }
        Path file = match.get().file();
        String name = ImageFiles.nameBelow(root, file);
        if (match.get().byItsEnd()) {
            findings.add(
                    Findings.Finding.Kind.PATH_BY_ITS_END,
                    name,
                    image.position(),
                    "written as " + image.name(),
                    "used");
        }
        used.add(file);
        return Optional.of(new DatasetEntries.ImageEntry(
                name, file, image.width(), image.height(), image.position(), boxes.apply(file)));
    }

    /** Adds a finding for each image of the dataset that has no entry. */
    void noteUnlisted() {
        for (Path image : index.all()) {
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
