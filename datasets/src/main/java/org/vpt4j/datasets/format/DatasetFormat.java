package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A file format of labelled images: recognises it in a folder, reads it and writes it.
 *
 * <p>A reader returns what the files say. Boxes outside their images, unreadable images, duplicates and splits are
 * handled afterwards, in the same way for all formats. A writer gets the same type: what it writes, the reader reads back.
 *
 * <p>To add a format, write this class and add it to {@link DatasetFormats}, or, in an archive of your own, give it a
 * public constructor without arguments and name it in
 * {@code META-INF/services/org.vpt4j.datasets.format.DatasetFormat}.
 */
public interface DatasetFormat {
    /** The format's usual name: {@code COCO}. */
    String name();

    /** Its name on the command line, in lower-case letters and hyphens: {@code coco}. */
    default String key() {
        return name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** The supported layouts of files, for the message that no format was recognised. */
    String layout();

    /** The file by which a folder is recognised ({@code "train/_annotations.coco.json"}); empty if it is not. */
    Optional<String> recognises(Path root);

    /**
     * Reads a folder that was {@linkplain #recognises recognised}.
     *
     * @param findings receives the problems that only the reader can see: images without annotation, unknown
     *     categories, …
     * @throws DatasetException if an annotation file is broken; the message names file and line
     */
    DatasetEntries read(Path root, Findings.Collector findings);

    /**
     * Where a written dataset has an image.
     *
     * @param part {@code train}, {@code val}, {@code test} or {@link DatasetEntries#UNNAMED}
     * @param name the image's file name, unique in the dataset even without its extension
     * @return path below the dataset's folder, with {@code /}
     */
    default String imagePath(String part, String name) {
        return (part.isEmpty() ? "images" : part) + "/" + name;
    }

    /**
     * Writes the annotation files of a dataset; its images are copied by others.
     *
     * @param data all classes are declared; every image has its size, and as its name the {@link #imagePath}; boxes are
     *     inside their images
     * @param folder an existing folder, empty but for images
     * @return what the format cannot hold and was left out or changed, a sentence for each kind; empty if nothing was
     * @throws org.vpt4j.vision.error.FileException if a file cannot be written
     * @throws DatasetException if the format is only read
     */
    default List<String> write(DatasetEntries data, Path folder) {
        throw new DatasetException(name() + " can only be read; choose another format to write");
    }
}
