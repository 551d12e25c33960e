package org.vpt4j.samples.detect;

import java.io.File;
import java.nio.file.Path;

/**
 * A file that was found.
 *
 * @param file as it was named, or below the folder that was
 * @param name what its results are called: see {@link Frame#name}
 */
record StillFile(Path file, String name) {

    /** The path as it is shown, with {@code /} on every system. */
    String source() {
        return file.toString().replace(File.separatorChar, '/');
    }
}
