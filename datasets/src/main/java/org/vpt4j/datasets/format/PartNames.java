package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The names that datasets give to the folders and files of their parts. */
final class PartNames {
    private static final List<String> FOLDERS = List.of("train", "valid", "val", "validation", "test");

    private PartNames() {}

    /** The subfolders {@code train}, {@code valid}, {@code test}, … that exist. */
    static List<Path> foldersIn(Path root) {
        return FOLDERS.stream().map(root::resolve).filter(Files::isDirectory).toList();
    }

    /**
     * The part ({@code train}, {@code val}, {@code trainval} or {@code test}) in a name such as {@code train2017},
     * {@code my_val} or {@code valid}; {@link DatasetEntries#UNNAMED} if there is none.
     */
    static String in(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String part : List.of("trainval", "train", "val", "test")) {
            if (lower.matches("(.*[^a-z])?" + part + "(id|idation|ing)?([^a-z].*)?")) {
                return part;
            }
        }
        return DatasetEntries.UNNAMED;
    }
}
