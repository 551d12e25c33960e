package org.vpt4j.vision.error;

/**
 * What went wrong, where, and what to do about it, in one sentence for the person who reads it.
 *
 * <p>The subtypes say what the user can do: mend an image, an annotation, a weight file, a setting. The command line
 * prints the message alone; the stack trace is for developers.
 */
public class VptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VptException(String message) {
        super(message);
    }

    public VptException(String message, Throwable cause) {
        super(message, cause);
    }
}
