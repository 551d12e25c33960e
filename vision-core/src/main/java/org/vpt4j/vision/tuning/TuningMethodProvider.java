package org.vpt4j.vision.tuning;

import java.util.Map;

/**
 * Makes a tuning method by its name: what {@link TuningMethods} lists, and what an archive on the class path names in
 * {@code META-INF/services/org.vpt4j.vision.tuning.TuningMethodProvider} to add one.
 */
public interface TuningMethodProvider {

    /** What users write, such as {@code vpt-deep}; the {@link TuningMethod#name} of what it makes. */
    String name();

    /** One line for the help. */
    String summary();

    /** Every setting that the method has, with its default; empty if it has none. */
    Map<String, String> defaults();

    /**
     * Makes the method.
     *
     * @param settings a value for every key of {@link #defaults}, and no others
     * @throws org.vpt4j.vision.error.ConfigException if a value is wrong
     */
    TuningMethod create(Map<String, String> settings);
}
