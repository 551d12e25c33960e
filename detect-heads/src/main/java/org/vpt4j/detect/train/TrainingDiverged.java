package org.vpt4j.detect.train;

import org.vpt4j.vision.error.VptException;

/** A training whose loss, gradient or parameters left all bounds: it is over, and only other settings help. */
public final class TrainingDiverged extends VptException {
    private static final long serialVersionUID = 1L;

    TrainingDiverged(String message) {
        super(message);
    }

    /** The same, with what it has left behind. */
    TrainingDiverged(TrainingDiverged known, String left) {
        super(known.getMessage() + "; " + left, known);
    }
}
