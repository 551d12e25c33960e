/**
 * The vision transformer in two forms that compute the same numbers, TorchScript for training and ONNX for inference,
 * and the places where a tuning method enters. Part of the API, for plug-ins.
 */
package org.vpt4j.vision.encoder;
