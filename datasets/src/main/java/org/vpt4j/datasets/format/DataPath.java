package org.vpt4j.datasets.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a user names as the data: a folder, or one annotation file, whose images are next to it or, if it is in {@code
 * annotations/} or {@code labels/}, anywhere in the folder above.
 *
 * @param folder the dataset's, absolute and normalised
 * @param file the only one to be read, if it was named
 */
record DataPath(Path folder, Optional<Path> file) {
    private static final Set<String> INNER = Set.of("annotations", "annotation", "labels");

    static DataPath of(Path given) {
        Path absolute = given.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute)) {
            return new DataPath(absolute, Optional.empty());
        }
        Path folder = absolute.getParent();
        Path name = folder.getFileName();
        boolean inner = name != null && INNER.contains(name.toString().toLowerCase(Locale.ROOT));
        return new DataPath(inner ? folder.getParent() : folder, Optional.of(absolute));
    }
}
