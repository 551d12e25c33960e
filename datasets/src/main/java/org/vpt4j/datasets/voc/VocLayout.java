package org.vpt4j.datasets.voc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.PartNames;
import org.vpt4j.datasets.format.RawDataset;

/**
 * Where a VOC dataset keeps its files.
 *
 * @param parts folders of XML files with the folders of their images
 * @param imageSets {@code ImageSets/Main}, where there is one: then it says which image is in which part
 */
record VocLayout(List<Part> parts, Optional<Path> imageSets) {
    private static final List<String> ANNOTATION_FOLDERS = List.of("Annotations", "annotations");
    private static final List<String> IMAGE_FOLDERS = List.of("JPEGImages", "images", "Images", "imgs");

    /** A folder of XML files and that of their images, which may be the same. */
    record Part(String name, Path annotations, Path images) {}

    static Optional<VocLayout> of(Path root) {
        Optional<VocLayout> here = in(root);
        if (here.isPresent()) {
            return here;
        }
        // One folder down, as many archives unpack: but only if there is no doubt which.
        List<VocLayout> below = ImageFiles.foldersIn(root).stream()
                .flatMap(folder -> in(folder).stream())
                .toList();
        return below.size() == 1 ? Optional.of(below.get(0)) : Optional.empty();
    }

    private static Optional<VocLayout> in(Path root) {
        Optional<Part> whole = part(RawDataset.UNNAMED, root);
        if (whole.isPresent()) {
            Path sets = root.resolve("ImageSets").resolve("Main");
            return Optional.of(new VocLayout(
                    List.of(whole.get()), Files.isDirectory(sets) ? Optional.of(sets) : Optional.empty()));
        }
        List<Part> parts = new ArrayList<>();
        for (Path folder : PartNames.foldersIn(root)) {
            part(PartNames.in(folder.getFileName().toString()), folder).ifPresent(parts::add);
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(new VocLayout(parts, Optional.empty()));
    }

    private static Optional<Part> part(String name, Path folder) {
        for (String annotations : ANNOTATION_FOLDERS) {
            Path inside = folder.resolve(annotations);
            if (!xmlFiles(inside).isEmpty()) {
                return Optional.of(new Part(name, inside, images(folder, inside)));
            }
        }
        return xmlFiles(folder).isEmpty()
                ? Optional.empty()
                : Optional.of(new Part(name, folder, images(folder, folder)));
    }

    private static Path images(Path folder, Path otherwise) {
        return IMAGE_FOLDERS.stream()
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(ImageFiles.in(folder).isEmpty() ? otherwise : folder);
    }

    static List<Path> xmlFiles(Path folder) {
        return ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".xml"))
                .toList();
    }
}
