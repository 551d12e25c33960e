/** Methods that train weights of the encoder, or low-rank changes to them: their tasks need an encoder of their own. */
package org.vpt4j.vision.tuning.weights;
