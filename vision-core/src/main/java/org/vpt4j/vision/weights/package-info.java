/** Weights on disk: the safetensors format. Part of the API, for plug-ins. */
package org.vpt4j.vision.weights;
