/** How trained tensors move: AdamW, learning rates, and their moving average. All state is named and can be saved. */
package org.vpt4j.detect.optim;
