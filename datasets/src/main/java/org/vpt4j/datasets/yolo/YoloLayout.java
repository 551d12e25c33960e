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
 * @param parts the images of each part
 * @param unlabelledIsEmpty whether an image without label file is one with nothing on it, as Ultralytics has it, or one
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
     * Where the label file of an image lies, or would: in {@code labels/} for one in {@code images/}, else beside.
     */
    static Path labelOf(Path image) {
        String file = ImageFiles.stem(image) + ".txt";
        Path beside = image.resolveSibling(file);
        for (int i = image.getNameCount() - 2; i >= 0; i--) {
            if (image.getName(i).toString().equals(IMAGES)) {
                Path head = i == 0 ? image.getRoot() : image.getRoot().resolve(image.subpath(0, i));
                Path among = head.resolve(LABELS)
                        .resolve(image.subpath(i + 1, image.getNameCount()))
                        .resolveSibling(file);
                return Files.isRegularFile(beside) && !Files.isRegularFile(among) ? beside : among;
            }
        }
        return beside;
    }
}
