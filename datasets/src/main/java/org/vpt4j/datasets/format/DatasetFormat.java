package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A form in which labelled images come: tells whether a folder has it, and reads it.
 *
 * <p>A reader hands over what the files say. Whether boxes lie inside their images, whether images can be read, what
 * is given twice and which part is which split is judged afterwards, alike for all formats: an image that is given
 * several times has all of its boxes, each once. To add a format, write this
 * class and name it in {@code org.vpt4j.datasets.DatasetFormats}, or from an archive of your own (with a public
 * constructor without arguments) in {@code META-INF/services/org.vpt4j.datasets.format.DatasetFormat}.
 */
public interface DatasetFormat {
    /** As users call it: {@code COCO}. */
    String name();

    /** The layouts that are known, for the message that none was found. */
    String layout();

    /** Why a folder seems to have this form ({@code "train/_annotations.coco.json"}), or nothing if it does not. */
    Optional<String> recognises(Path root);

    /**
     * Reads a folder that was recognised.
     *
     * @param findings takes what only the reader can see: images without annotation, unknown categories, …
     * @throws org.vpt4j.datasets.format.DatasetException if an annotation file is broken; the message names file and
     *     line
     */
    RawDataset read(Path root, Findings.Collector findings);
}
