/**
 * Detection on ONNX Runtime, without PyTorch: one encoder in memory and any number of tasks on it.
 *
 * <p>Start with {@link org.vpt4j.detect.Detector} for one task, {@link SharedDetector} for several.
 *
 * <p>Part of the API.
 */
package org.vpt4j.detect.inference;
