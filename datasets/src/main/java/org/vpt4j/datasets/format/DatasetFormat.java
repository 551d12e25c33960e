package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file format of labelled images: recognises it in a folder and reads it.
 *
 * <p>A reader returns what the files say. Boxes outside their images, unreadable images, duplicates and splits are
 * handled afterwards, in the same way for all formats.
 *
 * <p>To add a format, write this class and add it to {@link DatasetFormats}, or, in an archive of your own, give it a
 * public constructor without arguments and name it in
 * {@code META-INF/services/org.vpt4j.datasets.format.DatasetFormat}.
 */
public interface DatasetFormat {
    /** The format's usual name: {@code COCO}. */
    String name();

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
}
