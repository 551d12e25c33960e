package org.vpt4j.datasets;

/** Who decided which image belongs to which split. */
public enum SplitOrigin {
    GIVEN("as the data gives it"),
    VALIDATION_HELD_OUT("validation images held out from the given training part"),
    MADE("made here: the data gives none"),
    FROM_FILE("as a split file says");

    private final String words;

    SplitOrigin(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
