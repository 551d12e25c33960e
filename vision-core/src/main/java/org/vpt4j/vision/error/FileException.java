package org.vpt4j.vision.error;

/** A file or folder that cannot be read or written (missing, no permission, disk full); the message names it. */
public class FileException extends VptException {
    private static final long serialVersionUID = 1L;

    public FileException(String message) {
        super(message);
    }

    public FileException(String message, Throwable cause) {
        super(message, cause);
    }
}
