package org.vpt4j.vision.tuning;

import org.vpt4j.vision.error.ConfigException;

/** Number of prompt tokens P, 1 to 1000: beyond, attention costs more than a larger image would. */
final class PromptLength {
    private static final int MOST = 1000;

    private PromptLength() {}

    static int of(String text) {
        try {
            return check(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw new ConfigException("tokens: \"" + text + "\" is no whole number; give 1 to " + MOST, e);
        }
    }

    static int check(int tokens) {
        if (tokens < 1) {
            throw new ConfigException("tokens: " + tokens + " are too few: a prompt needs at least 1 token"
                    + " (for none at all use the method head-only)");
        }
        if (tokens > MOST) {
            throw new ConfigException("tokens: " + tokens + " are too many; give at most " + MOST);
        }
        return tokens;
    }
}
