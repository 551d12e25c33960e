/** The frozen vision transformer in its two forms, TorchScript to train and ONNX to detect, with the places where a tuning method enters. */
package org.vpt4j.vision.encoder;
