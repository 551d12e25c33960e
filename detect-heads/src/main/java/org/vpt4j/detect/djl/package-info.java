/**
 * Detectors as users of DJL expect them: a translator, a block, and criteria that give a {@code Predictor}.
 */
package org.vpt4j.detect.djl;
