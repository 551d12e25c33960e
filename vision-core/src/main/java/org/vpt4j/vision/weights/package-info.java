/**
 * Weights on disk: the safetensors format, and frozen backbones with the names, checks and fingerprints that the
 * encoder relies on. Which families of backbones are known is the sub-package {@code family}.
 */
package org.vpt4j.vision.weights;
