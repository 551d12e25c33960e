package org.vpt4j.detect.train;

/** The parts of a training step, in their order. */
public enum Phase {
    /** Waiting for the loader and copying pixels. */
    DATA,
    /** Encoder, forward. */
    ENCODER,
    /** Pyramid and head, forward. */
    HEAD,
    /** Assigning truth to locations, and the loss. */
    LOSS,
    /** Backward through head and encoder. */
    BACKWARD,
    /** Optimizer and moving average. */
    OPTIMIZER
}
