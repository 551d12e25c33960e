package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How datasets call their parts, in the names of folders and of files. */
public final class PartNames {
    private static final List<String> FOLDERS = List.of("train", "valid", "val", "validation", "test");

    private PartNames() {}

    /** The folders of parts right in a folder: {@code train}, {@code valid}, {@code test}, as far as they are there. */
    public static List<Path> foldersIn(Path root) {
        return FOLDERS.stream().map(root::resolve).filter(Files::isDirectory).toList();
    }

    /**
     * The part that a name speaks of, {@code train}, {@code val}, {@code trainval} or {@code test}: of
     * {@code train2017}, {@code my_val}, {@code valid}; {@link RawDataset#UNNAMED} if of none.
     */
    public static String in(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String part : List.of("trainval", "train", "val", "test")) {
            if (lower.matches("(.*[^a-z])?" + part + "(id|idation|ing)?([^a-z].*)?")) {
                return part;
            }
        }
        return RawDataset.UNNAMED;
    }
}
