package org.vpt4j.detect.train;

/** The phases of a training step, in order. */
public enum Phase {
    /** Waiting for the loader and copying pixels. */
    DATA,
    /** Encoder forward pass. */
    ENCODER,
    /** Pyramid and head forward pass. */
    HEAD,
    /** Target assignment and loss. */
    LOSS,
    /** Backward pass through head and encoder. */
    BACKWARD,
    /** Optimizer and moving average. */
    OPTIMIZER
}
