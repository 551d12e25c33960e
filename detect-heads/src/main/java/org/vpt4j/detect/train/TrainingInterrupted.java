package org.vpt4j.detect.train;

import java.nio.file.Path;
import org.vpt4j.vision.error.VptException;

/** Training stopped on request, with a checkpoint. */
public final class TrainingInterrupted extends VptException {
    private static final long serialVersionUID = 1L;

    TrainingInterrupted(Path run, int epoch) {
        super("interrupted in epoch " + epoch + "; resume with: vpt4j train --resume --out " + run);
    }
}
