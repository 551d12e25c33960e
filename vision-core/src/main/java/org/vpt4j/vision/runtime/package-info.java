/** Encoders on ONNX Runtime: their graphs, the sessions that run them, and what tasks feed into them. */
package org.vpt4j.vision.runtime;
