package org.vpt4j.datasets.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The folders and files of a VOC dataset.
 *
 * @param parts folders of XML files with the folders of their images
 * @param imageSets {@code ImageSets/Main}, if it exists: then it assigns the images to the parts
 */
record VocLayout(List<Part> parts, Optional<Path> imageSets) {
    private static final List<String> ANNOTATION_FOLDERS = List.of("Annotations", "annotations");
    private static final List<String> IMAGE_FOLDERS = List.of("JPEGImages", "images", "Images", "imgs");
    private static final List<String> IMAGE_SETS = List.of("train", "val", "valid", "validation", "trainval", "test");

    /** A folder of XML files and that of their images, which may be the same. */
    record Part(String name, Path annotations, Path images) {}

    static Optional<VocLayout> of(Path root) {
        Optional<VocLayout> here = in(root);
        if (here.isPresent()) {
            return here;
        }
        // Many archives unpack to a subfolder: it is used if it is the only candidate.
        List<VocLayout> below = ImageFiles.foldersIn(root).stream()
                .flatMap(folder -> in(folder).stream())
                .toList();
        return below.size() == 1 ? Optional.of(below.get(0)) : Optional.empty();
    }

    private static Optional<VocLayout> in(Path root) {
        Optional<Part> whole = part(DatasetEntries.UNNAMED, root);
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

    /** The XML files of a folder; none if the first one is CVAT's, which has one for all images. */
    static List<Path> xmlFiles(Path folder) {
        List<Path> files = ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".xml"))
                .toList();
        return files.isEmpty() || CvatFile.looksLikeCvat(files.get(0)) ? List.of() : files;
    }

    /**
     * The image names in the text files of {@code ImageSets/Main} by part, one a line and without extension. Per-class
     * files such as {@code dog_train.txt} are not read.
     */
    static Map<String, List<String>> readImageSets(Path folder) {
        Map<String, List<String>> sets = new LinkedHashMap<>();
        for (String part : IMAGE_SETS) {
            Path file = folder.resolve(part + ".txt");
            if (Files.isRegularFile(file)) {
                sets.put(part, names(file));
            }
        }
        return sets;
    }

    private static List<String> names(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new DatasetException("cannot read the list of images " + file + ": " + e.getMessage(), e);
        }
    }
}
