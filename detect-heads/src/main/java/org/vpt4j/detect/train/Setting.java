package org.vpt4j.detect.train;

/**
 * One thing that a training run can be told: an option of the command line and a key of the YAML file alike.
 *
 * @param name key, such as {@code prompt-lr}
 * @param fallback the value where none is given, as text; empty where the run chooses
 * @param values what is allowed, for the help: {@code 336|WxH}
 * @param help one sentence
 */
public record Setting(String name, String fallback, String values, String help) {}
