package org.vpt4j.vision.error;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file or folder that cannot be read or written (missing, no permission, disk full); the message names it. */
public class FileException extends VptException {
    private static final long serialVersionUID = 1L;

    public FileException(String message) {
        super(message);
    }

    public FileException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a file that cannot be read: that it does not exist, or why it is unreadable. */
    public static FileException unreadable(Path file, IOException cause) {
        String why =
                cause instanceof NoSuchFileException ? " does not exist" : " cannot be read: " + cause.getMessage();
        return new FileException(file + why, cause);
    }
}
