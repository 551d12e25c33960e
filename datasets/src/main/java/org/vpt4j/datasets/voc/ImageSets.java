package org.vpt4j.datasets.voc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.format.DatasetException;

/** The text files of {@code ImageSets/Main}: one image name without ending a line. */
final class ImageSets {
    private static final List<String> PARTS = List.of("train", "val", "valid", "validation", "trainval", "test");

    private ImageSets() {}

    /** The names in each part that there is a file for; per-class files such as {@code dog_train.txt} are not read. */
    static Map<String, List<String>> read(Path folder) {
        Map<String, List<String>> sets = new LinkedHashMap<>();
        for (String part : PARTS) {
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
                    .map(line -> line.strip().replaceFirst("\\s+-?[01]$", ""))
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new DatasetException("cannot read the list of images " + file + ": " + e.getMessage(), e);
        }
    }
}
