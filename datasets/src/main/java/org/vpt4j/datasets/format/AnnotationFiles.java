package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The annotation files of a dataset in a format of several files or one, wherever they are below its folder; a part is told
 * from the nearest folder, or else from the file's name.
 *
 * @param root the dataset's folder, absolute
 * @param extension of the files, with its dot
 * @param isOne whether a file is one of the format, by looking into it
 */
record AnnotationFiles(Path root, String extension, Predicate<Path> isOne) {
    /** Annotation files are at most this deep below the dataset's folder. */
    private static final int DEPTH = 4;

    /** The first one, by which a folder is recognised, is among so many files. */
    private static final int LOOKED_AT = 50;

    /** The first one, if there is any: its path below the dataset's folder. */
    Optional<String> firstName() {
        return candidates().stream()
                .limit(LOOKED_AT)
                .filter(isOne)
                .findFirst()
                .map(file -> ImageFiles.nameBelow(root, file));
    }

    /** All of them, sorted by path. */
    List<Path> all() {
        return candidates().stream().filter(isOne).toList();
    }

    /** The part that a file belongs to: that of its nearest folder with the name of one, else of its own name. */
    String part(Path file) {
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            String part = PartNames.in(folder.getFileName().toString());
            if (!part.isEmpty()) {
                return part;
            }
        }
        return PartNames.in(ImageFiles.stem(file));
    }

    private List<Path> candidates() {
        List<Path> files = new ArrayList<>();
        collect(root, 0, files);
        return files;
    }

    private void collect(Path folder, int depth, List<Path> files) {
        ImageFiles.filesIn(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(extension))
                .forEach(files::add);
        if (depth < DEPTH) {
            ImageFiles.foldersIn(folder).forEach(inner -> collect(inner, depth + 1, files));
        }
    }
}
