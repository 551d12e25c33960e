/**
 * Trained tasks as ONNX files for any runtime: what their graphs are made of, what they say about themselves, and the
 * check that they detect what the training graph detects.
 */
package org.vpt4j.detect.export;
