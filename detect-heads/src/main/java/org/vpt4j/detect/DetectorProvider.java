package org.vpt4j.detect;

import java.nio.file.Path;

/** Makes detectors on one engine; found on the class path by {@link java.util.ServiceLoader}. */
public interface DetectorProvider {

    /** A detector for a task file; throws as {@link Detector#load(Path)}. */
    Detector load(Path task, DetectorOptions options);
}
