package org.vpt4j.datasets;

import java.util.Locale;
import java.util.Optional;

/** What a part of a dataset is for: to learn from, to choose by, or to be measured on once. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST;

    /** {@code train}, {@code validation}, {@code test}: as written in files and on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The split that people call so: {@code train}, {@code val}, {@code valid}, {@code validation}, {@code test}. */
    public static Optional<Split> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of(TRAIN);
            case "val", "valid", "validation" -> Optional.of(VALIDATION);
            case "test", "testing" -> Optional.of(TEST);
            default -> Optional.empty();
        };
    }
}
