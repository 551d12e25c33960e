/** Adapters: small networks in the encoder's layers, whose results are added to the tokens. */
package org.vpt4j.vision.tuning.branches;
