/**
 * Networks that a task adds to an encoder, without their values: branches inside of its layers, and what reads its feature
 * maps. Each has two forms that give the same numbers: TorchScript to be trained, and nodes of an ONNX graph to detect
 * with. The encoder knows these interfaces, and never which network it is.
 */
package org.vpt4j.vision.adapter;
