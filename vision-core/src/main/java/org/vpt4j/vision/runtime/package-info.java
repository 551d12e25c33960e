/** The encoder on ONNX Runtime: sessions that several tasks share, and their options. Part of the API. */
package org.vpt4j.vision.runtime;
