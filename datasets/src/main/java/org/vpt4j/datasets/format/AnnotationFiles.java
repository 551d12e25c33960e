package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.vpt4j.vision.image.ImageFiles;

/**
 * The annotation files of a dataset in a format of several files or one, wherever they are below its folder; a part is told
 * from the nearest folder, or else from the file's name.
 *
 * @param data the dataset's folder, or the only file
 * @param extension of the files, with its dot, in lower case
 * @param isOne whether a file is one of the format, by looking into it
 */
record AnnotationFiles(DataPath data, String extension, Predicate<Path> isOne) {
    /** Annotation files are at most this deep below the dataset's folder. */
    private static final int DEPTH = 4;

    /** The first one, by which a folder is recognised, is among so many files. */
    private static final int LOOKED_AT = 50;

    /**
     * An annotation file.
     *
     * @param name its path below the dataset's folder
     * @param part {@code train}, {@code val}, {@code test} or {@link DatasetEntries#UNNAMED}
     * @param folders where its images are looked for first
     */
    record One(Path file, String name, String part, List<Path> folders) {}

    /**
     * Reads each file; a broken one is a finding, unless that ends the reading.
     *
     * @param reader adds the images of a file
     * @return the images of all files
     */
    FoundImages read(Findings.Collector findings, BiConsumer<One, FoundImages> reader) {
        FoundImages images = new FoundImages(data, findings);
        for (Path file : all()) {
            findings.read(file);
            One one = new One(
                    file,
                    ImageFiles.nameBelow(data.folder(), file),
                    part(file),
                    List.of(file.getParent(), file.resolveSibling("images"), data.folder()));
            findings.tryReading(FilePosition.of(one.name()), () -> reader.accept(one, images));
        }
        return images;
    }

    /** The first one, if there is any: its path below the dataset's folder. */
    Optional<String> firstName() {
        return candidates().stream()
                .limit(LOOKED_AT)
                .filter(isOne)
                .findFirst()
                .map(file -> ImageFiles.nameBelow(data.folder(), file));
    }

    /** All of them, sorted by path. */
    List<Path> all() {
        return candidates().stream().filter(isOne).toList();
    }

    /** The part that a file belongs to: that of its nearest folder with the name of one, else of its own name. */
    String part(Path file) {
        Path root = data.folder();
        for (Path folder = file.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            String part = PartNames.in(folder.getFileName().toString());
            if (!part.isEmpty()) {
                return part;
            }
        }
        return PartNames.in(ImageFiles.stem(file));
    }

    private List<Path> candidates() {
        if (data.file().isPresent()) {
            return List.of(data.file().get());
        }
        List<Path> files = new ArrayList<>();
        collect(data.folder(), 0, files);
        return files;
    }

    private void collect(Path folder, int depth, List<Path> files) {
        ImageFiles.filesIn(folder).stream()
                .filter(file -> TextFile.hasExtension(file, extension))
                .forEach(files::add);
        if (depth < DEPTH) {
            ImageFiles.foldersIn(folder).forEach(inner -> collect(inner, depth + 1, files));
        }
    }
}
