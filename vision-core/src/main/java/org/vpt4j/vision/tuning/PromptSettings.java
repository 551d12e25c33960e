package org.vpt4j.vision.tuning;

import org.vpt4j.vision.error.ConfigException;

/** Settings that all prompts of tokens share, and what is allowed. */
final class PromptSettings {
    /** Beyond, attention costs more than a larger image would. */
    private static final int MOST_TOKENS = 1000;

    private static final double MOST_DROPOUT = 0.9;

    static final MethodSetting TOKENS =
            new MethodSetting("tokens", "10", "N", "prompt tokens, for vpt-deep as many of each layer");

    static final MethodSetting DROPOUT = new MethodSetting(
            "dropout", "0", "P", "part of the prompt's values that each training step drops; VPT: 0.1");

    private PromptSettings() {}

    /** @throws ConfigException if a value is out of range */
    static void check(int tokens, double dropout) {
        if (tokens < 1) {
            throw new ConfigException("tokens: " + tokens + " are too few: a prompt needs at least 1 token"
                    + " (for none at all use the method head-only)");
        }
        if (tokens > MOST_TOKENS) {
            throw new ConfigException("tokens: " + tokens + " are too many; give at most " + MOST_TOKENS);
        }
        SettingValues.require("dropout", dropout, 0, MOST_DROPOUT);
    }
}
