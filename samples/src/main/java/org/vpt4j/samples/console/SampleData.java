package org.vpt4j.samples.console;

import java.nio.file.Path;
import org.vpt4j.vision.files.CacheFolder;

/**
 * The embedded sample: 100 images of blood cells from BCCD (MIT licence), 76 for training and 24 for testing, in Pascal VOC format.
 *
 * <p>Its README says how they were chosen. About 2.5 MB; unpacked to the user's cache on first use.
 */
public final class SampleData {
    private static final String BCCD = "org/vpt4j/samples/bccd-sample";

    private SampleData() {}

    /**
     * The unpacked folder, to be opened like any other data.
     *
     * @throws org.vpt4j.vision.error.FileException if the cache folder cannot be written
     */
    public static Path bloodCells() {
        return CacheFolder.unpack(SampleData.class, BCCD);
    }
}
