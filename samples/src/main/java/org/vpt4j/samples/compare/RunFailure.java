package org.vpt4j.samples.compare;

/**
 * How a run ended early.
 *
 * @param reason in a sentence
 * @param exitCode of its process
 */
record RunFailure(String reason, int exitCode) {}
