/** Prompts made of tokens: the encoder's layers look at them beside the patches. */
package org.vpt4j.vision.tuning.tokens;
