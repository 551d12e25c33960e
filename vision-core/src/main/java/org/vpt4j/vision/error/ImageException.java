package org.vpt4j.vision.error;

/** An image that cannot be read or has an unsupported format; the message names the file. */
public class ImageException extends VptException {
    private static final long serialVersionUID = 1L;

    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
