/** The encoder on ONNX Runtime: sessions that several tasks share. */
package org.vpt4j.vision.runtime;
