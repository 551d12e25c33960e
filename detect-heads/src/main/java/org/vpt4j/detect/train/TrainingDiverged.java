package org.vpt4j.detect.train;

import org.vpt4j.vision.error.VptException;

/** A training run whose loss, gradient or parameters diverged: it is over; try other settings. */
public final class TrainingDiverged extends VptException {
    private static final long serialVersionUID = 1L;

    TrainingDiverged(String message) {
        super(message);
    }

    /** A copy that also says which files remain. */
    TrainingDiverged(TrainingDiverged known, String left) {
        super(known.getMessage() + "; " + left, known);
    }
}
