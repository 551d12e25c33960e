package org.vpt4j.vision.tuning;

/**
 * One thing that a tuning method can be told: an option of the command line, a key of the YAML file, and an entry of the
 * task file alike.
 *
 * @param name key, such as {@code rank}
 * @param fallback the value where none is given, as text
 * @param values what is allowed, for the help: {@code N}, {@code all|last:K|LIST}; empty for what the run sets and no
 *     option offers
 * @param help one sentence without a full stop
 */
public record MethodSetting(String name, String fallback, String values, String help) {

    /** The choice of encoder layers, all of them by default. */
    public static final MethodSetting LAYERS =
            new MethodSetting("layers", "all", "all|last:K|LIST", "the layers that are tuned: all, last:4, or 3,6,9");

    /** Whether users can give it. */
    public boolean isOffered() {
        return !values.isEmpty();
    }
}
