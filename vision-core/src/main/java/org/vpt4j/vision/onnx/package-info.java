/**
 * ONNX graphs: building them operator by operator or layer by layer, and writing them with their weights. Part of the
 * API, for plug-ins.
 */
package org.vpt4j.vision.onnx;
