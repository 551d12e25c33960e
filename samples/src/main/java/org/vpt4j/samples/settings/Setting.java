package org.vpt4j.samples.settings;

/**
 * One thing that a user can set: an option {@code --key} of the command line and the key of the same name in a YAML
 * file.
 *
 * @param key its name, lower case with hyphens
 * @param label what to write behind it, as the help shows it; empty for a switch that is on or off
 * @param help one or two sentences for the help
 */
public record Setting(String key, String label, String help) {
    /** Whether it is a switch: on by being named. */
    public boolean isSwitch() {
        return label.isEmpty();
    }

    /** {@code --key} */
    public String option() {
        return "--" + key;
    }
}
