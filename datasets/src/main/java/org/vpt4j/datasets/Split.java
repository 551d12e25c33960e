package org.vpt4j.datasets;

import java.util.Locale;
import java.util.Optional;

/** What a part of a dataset is for: training, model selection, or the final evaluation. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** {@code train}, {@code validation} or {@code test}, as in files and on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The split with one of its common names: {@code train}, {@code val}, {@code valid}, {@code validation}, {@code test}. */
    public static Optional<Split> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(TRAIN);
            case "val", "valid", "validation" -> Optional.of(VALIDATION);
            case "test", "testing" -> Optional.of(TEST);
            default -> Optional.empty();
        };
    }
}
