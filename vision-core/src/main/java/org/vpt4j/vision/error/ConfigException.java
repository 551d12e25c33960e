package org.vpt4j.vision.error;

/** A setting that does not exist or has a value that makes no sense; the message names it and what is allowed. */
public class ConfigException extends VptException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
