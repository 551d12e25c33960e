package org.vpt4j.detect.export;

/** Hears how far an export is. */
@FunctionalInterface
public interface ExportListener {
    /** Hears nothing. */
    ExportListener NONE = (stage, done, steps) -> {};

    /**
     * Told at the beginning and after each step of a stage.
     *
     * @param stage what is being done
     * @param done from 0 to {@code steps}
     */
    void at(String stage, int done, int steps);
}
