package org.vpt4j.samples.console;

import java.nio.file.Path;
import org.vpt4j.vision.files.CacheFolder;

/**
 * The embedded samples: 100 images of blood cells from BCCD (MIT licence), 76 for training and 24 for testing, in Pascal VOC
 * format; and drawn scenes of coloured shapes, 48 for training, 8 for validation and 32 for testing, as COCO.
 *
 * <p>Their READMEs say how they were chosen or made. Under 3 MB; unpacked to the user's cache on first use.
 */
public final class SampleData {
    private static final String BCCD = "org/vpt4j/samples/bccd-sample";

    private static final String SCENES = "org/vpt4j/samples/words-sample";

    private SampleData() {}

    /**
     * The unpacked folder of drawn scenes, to be opened like any other data.
     *
     * @throws org.vpt4j.vision.error.FileException if the cache folder cannot be written
     */
    public static Path scenes() {
        return CacheFolder.unpack(SampleData.class, SCENES);
    }

    /**
     * The unpacked folder, to be opened like any other data.
     *
     * @throws org.vpt4j.vision.error.FileException if the cache folder cannot be written
     */
    public static Path bloodCells() {
        return CacheFolder.unpack(SampleData.class, BCCD);
    }
}
