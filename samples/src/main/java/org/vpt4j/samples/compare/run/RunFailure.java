package org.vpt4j.samples.compare.run;

/**
 * How a run ended early.
 *
 * @param reason in a sentence
 * @param exitCode of its process
 */
public record RunFailure(String reason, int exitCode) {}
