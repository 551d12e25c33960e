package org.vpt4j.vision.tuning;

/**
 * One thing that a tuning method can be told: an option of the command line, a key of the YAML file, and an entry of the
 * task file alike.
 *
 * @param name key, such as {@code rank}
 * @param fallback the value where none is given, as text
 * @param values what is allowed, for the help: {@code N}, {@code all|last:K|LIST}
 * @param help one sentence without a full stop
 */
public record MethodSetting(String name, String fallback, String values, String help) {

    /** The choice of encoder layers, all of them by default. */
    public static MethodSetting layers(String what) {
        return new MethodSetting("layers", "all", "all|last:K|LIST", "layers " + what + ": all, last:4, or 3,6,9");
    }
}
