/** Detectors for users of DJL: a translator, a block, and criteria that load a {@code Predictor}. Part of the API. */
package org.vpt4j.detect.djl;
