package org.vpt4j.datasets.yolo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.PartNames;
import org.vpt4j.datasets.format.RawDataset;

/**
 * A YOLO dataset without description, as Darknet and annotation tools leave it: images, their label files, and a text
 * file with the name of class 0, 1, … in each line.
 */
final class YoloFolders {
    private YoloFolders() {}

    /** The layout, if there is such a file and an image with labels. */
    static Optional<YoloLayout> in(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        return namesFile(root)
                .map(file -> new YoloLayout(file, names(file), parts(root), false))
                .filter(YoloFolders::isLabelled);
    }

    private static boolean isLabelled(YoloLayout layout) {
        return layout.parts().values().stream()
                .flatMap(List::stream)
                .map(YoloLayout::labelOf)
                .anyMatch(YoloLabels::looksLikeLabels);
    }

    private static Map<String, List<Path>> parts(Path root) {
        Map<String, List<Path>> parts = new LinkedHashMap<>();
        for (Path folder : List.of(root, root.resolve("images"))) {
            for (Path part : PartNames.foldersIn(folder)) {
                List<Path> imageFiles = ImageFiles.below(part);
                if (!imageFiles.isEmpty()) {
                    parts.put(PartNames.in(part.getFileName().toString()), imageFiles);
                }
            }
        }
        if (parts.isEmpty()) {
            Path images = root.resolve("images");
            parts.put(RawDataset.UNNAMED, Files.isDirectory(images) ? ImageFiles.below(images) : ImageFiles.in(root));
        }
        return parts;
    }

    private static Optional<Path> namesFile(Path root) {
        return Stream.concat(Stream.of(root, root.resolve("labels")), PartNames.foldersIn(root).stream())
                .flatMap(folder -> ImageFiles.filesIn(folder).stream())
                .filter(file -> file.getFileName()
                        .toString()
                        .matches("(classes|labels|obj_names)\\.txt|.*\\.names|_darknet\\.labels"))
                .findFirst();
    }

    private static SortedMap<Integer, String> names(Path file) {
        SortedMap<Integer, String> names = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    names.put(names.size(), line.strip());
                }
            }
        } catch (IOException e) {
            throw new DatasetException("cannot read the class names " + file + ": " + e.getMessage(), e);
        }
        return names;
    }
}
