package org.vpt4j.vision.error;

/** Weights that are missing, damaged, or do not match the network; the message names file and tensor. */
public class WeightsException extends VptException {
    private static final long serialVersionUID = 1L;

    public WeightsException(String message) {
        super(message);
    }

    public WeightsException(String message, Throwable cause) {
        super(message, cause);
    }
}
