/**
 * Trained tasks as ONNX graphs for any runtime: what they consist of, what they say about themselves, and detectors that
 * read them. {@link org.vpt4j.detect.export.trial} writes the files.
 */
package org.vpt4j.detect.export;
