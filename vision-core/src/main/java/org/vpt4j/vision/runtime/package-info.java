/** Encoders on ONNX Runtime: the sessions that run them, and what tasks feed into them. */
package org.vpt4j.vision.runtime;
