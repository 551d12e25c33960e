package org.vpt4j.detect;

import java.nio.file.Path;

/** Runs tasks on one engine; found on the class path by {@link java.util.ServiceLoader}. */
public interface DetectorProvider {

    /** What users call the engine, such as {@code onnx}. */
    String engine();

    /** A task file made ready for input tensors; throws as {@link Detector#load(Path, DetectorOptions)}. */
    TaskDetector open(Path task, DetectorOptions options);

    /** A task file made ready for images of any size; throws as {@link Detector#load(Path, DetectorOptions)}. */
    Detector load(Path task, DetectorOptions options);
}
