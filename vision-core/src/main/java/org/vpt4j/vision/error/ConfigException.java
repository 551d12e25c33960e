package org.vpt4j.vision.error;

import java.util.Optional;

/**
 * A setting that does not exist or has a value that makes no sense. The message names the setting, where it was given if
 * that is known, and what is allowed: {@code run.yaml line 3: epochs: 0 is too small; give at least 1}.
 */
public class ConfigException extends VptException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String place;
    private final String problem;

    public ConfigException(String message) {
        this(null, null, message, null);
    }

    public ConfigException(String message, Throwable cause) {
        this(null, null, message, cause);
    }

    /**
     * A problem with one setting.
     *
     * @param key name of the setting
     * @param problem what is wrong and what is allowed, without the name
     */
    public ConfigException(String key, String problem) {
        this(key, null, problem, null);
    }

    private ConfigException(String key, String place, String problem, Throwable cause) {
        super(message(key, place, problem), cause);
        this.key = key;
        this.place = place;
        this.problem = problem;
    }

    private static String message(String key, String place, String problem) {
        String named = key == null ? problem : key + ": " + problem;
        if (place == null) {
            return named;
        }
        return place + ": " + (place.equals("--" + key) ? problem : named);
    }

    /** Name of the setting, if the problem is with one. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** Where the setting was given, if known: {@code --epochs}, or {@code run.yaml line 3}. */
    public Optional<String> place() {
        return Optional.ofNullable(place);
    }

    /** What is wrong, without key and place. */
    public String problem() {
        return problem;
    }

    /** The same problem with another setting: the one that a user gave, where this one is part of its value. */
    public ConfigException of(String otherKey) {
        return new ConfigException(otherKey, null, problem, this);
    }

    /**
     * The same problem, with the place where the setting was given.
     *
     * @param where empty if that is not known
     */
    public ConfigException at(String where) {
        return where.isEmpty() ? this : new ConfigException(key, where, problem, this);
    }
}
