package org.vpt4j.datasets.yolo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.vpt4j.datasets.format.ImageFiles;

/**
 * What a YOLO dataset consists of.
 *
 * @param source the file that names the classes
 * @param names the classes' names by their numbers
 * @param parts the pictures of each part
 * @param unlabelledIsEmpty whether a picture without label file is one with nothing on it, as Ultralytics has it, or one
 *     that nobody looked at
 */
record YoloLayout(
        Path source, SortedMap<Integer, String> names, Map<String, List<Path>> parts, boolean unlabelledIsEmpty) {
    private static final String IMAGES = "images";
    private static final String LABELS = "labels";

    /** The layout of a folder, if it has one of the known. */
    static Optional<YoloLayout> of(Path root) {
        return YoloDescription.in(root).or(() -> YoloFolders.in(root));
    }

    /**
     * Where the label file of a picture lies, or would: in {@code labels/} for one in {@code images/}, else beside.
     */
    static Path labelOf(Path picture) {
        String file = ImageFiles.stem(picture) + ".txt";
        Path beside = picture.resolveSibling(file);
        for (int i = picture.getNameCount() - 2; i >= 0; i--) {
            if (picture.getName(i).toString().equals(IMAGES)) {
                Path head = i == 0 ? picture.getRoot() : picture.getRoot().resolve(picture.subpath(0, i));
                Path among = head.resolve(LABELS)
                        .resolve(picture.subpath(i + 1, picture.getNameCount()))
                        .resolveSibling(file);
                return Files.isRegularFile(beside) && !Files.isRegularFile(among) ? beside : among;
            }
        }
        return beside;
    }
}
