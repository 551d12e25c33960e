/** Writing vision transformers into ONNX graphs, and what such a file says about itself. */
package org.vpt4j.vision.runtime.graph;
