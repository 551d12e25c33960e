package org.vpt4j.datasets.format;

import org.vpt4j.vision.error.VptException;

/** A dataset that cannot be used; the message names the folder or file, the line, and what was expected. */
public class DatasetException extends VptException {
    private static final long serialVersionUID = 1L;

    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
