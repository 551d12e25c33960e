/**
 * Detecting on ONNX Runtime, without any other engine: one encoder in memory, and any number of tasks on it.
 *
 * <p>{@link org.vpt4j.detect.Detector} is the door for one task, {@link SharedDetector} the one for several.
 */
package org.vpt4j.detect.inference;
