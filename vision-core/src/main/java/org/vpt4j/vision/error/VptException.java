package org.vpt4j.vision.error;

/**
 * An error whose message tells the user what went wrong, where, and what to do about it.
 *
 * <p>The subtypes say what needs to be fixed: an image, an annotation, a weight file, a setting. The command line prints
 * only the message; the stack trace is for developers.
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
