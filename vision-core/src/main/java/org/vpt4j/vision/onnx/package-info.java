/** Graphs in the ONNX format: building them operator by operator, storing their weights, writing them. */
package org.vpt4j.vision.onnx;
