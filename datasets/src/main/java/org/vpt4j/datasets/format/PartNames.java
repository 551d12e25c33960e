package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vpt4j.vision.image.ImageFiles;

/** The names that datasets give to the folders and files of their parts. */
final class PartNames {
    private static final List<String> ORDER = List.of("train", "trainval", "val", "test");

    private static final Set<String> NAMES =
            Set.of("train", "training", "val", "valid", "validation", "test", "testing");

    private PartNames() {}

    /** The subfolders with the name of a part ({@code train}, {@code valid}, {@code testing}, …), training first. */
    static List<Path> foldersIn(Path root) {
        return ImageFiles.foldersIn(root).stream()
                .filter(folder -> !of(folder).equals(DatasetEntries.UNNAMED))
                .sorted(Comparator.comparing(folder -> ORDER.indexOf(of(folder))))
                .toList();
    }

    /** Whether this is one of the usual names of a part: {@code train}, {@code valid}, {@code testing}, … */
    static boolean isPart(String name) {
        return NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The part that a folder's name says, as {@link #in}. */
    static String of(Path folder) {
        return in(folder.getFileName().toString());
    }

    /**
     * The part ({@code train}, {@code val}, {@code trainval} or {@code test}) in a name such as {@code train2017},
     * {@code my_val} or {@code valid}; {@link DatasetEntries#UNNAMED} if there is none.
     */
    static String in(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String part : List.of("trainval", "train", "val", "test")) {
            if (lower.matches("(.*[^a-z])?" + part + "(id|idation|idate|ing)?([^a-z].*)?")) {
                return part;
            }
        }
        return DatasetEntries.UNNAMED;
    }
}
