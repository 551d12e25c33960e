package org.vpt4j.samples.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.vpt4j.detect.train.TrainingInterrupted;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.VptException;

/**
 * An exception as a message and an exit code for the user. All exceptions are converted here.
 *
 * @param sentence what went wrong, where, and what to do
 * @param exitCode 1 invalid input, 2 wrong usage, 130 interrupted
 */
public record Failure(String sentence, int exitCode) {
    public static final int INPUT = 1;
    public static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    public static Failure of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof ConfigException) {
            return new Failure(cause.getMessage(), USAGE);
        }
        if (cause instanceof TrainingInterrupted) {
            return new Failure(cause.getMessage(), INTERRUPTED);
        }
        if (cause instanceof VptException) {
            return new Failure(cause.getMessage(), INPUT);
        }
        if (cause instanceof InterruptedException || cause instanceof CancellationException) {
            String said = cause.getMessage();
            return new Failure(said == null ? "interrupted" : said, INTERRUPTED);
        }
        if (isDiskFull(cause)) {
            return new Failure("the disk is full: " + firstMessage(cause) + "; free some space, then go on", INPUT);
        }
        if (isOutOfMemory(cause)) {
            return new Failure(
                    "out of memory (" + firstMessage(cause) + "); take a smaller --batch or --size, or more heap with"
                            + " VPT4J_OPTS=-Xmx8g",
                    INPUT);
        }
        if (cause instanceof IOException e) {
            return new Failure(ofFile(e), INPUT);
        }
        return new Failure(
                "something went wrong that should not (" + cause + "); --stacktrace shows where, please report it",
                INPUT);
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof UncheckedIOException
                        || cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof picocli.CommandLine.ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String ofFile(IOException e) {
        String file = e instanceof FileSystemException f && f.getFile() != null ? f.getFile() : firstMessage(e);
        if (e instanceof NoSuchFileException) {
            return file + " does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return file + ": no permission to read or write it";
        }
        if (e instanceof NotDirectoryException) {
            return file + " is a file, not a folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return file + " exists already";
        }
        return "reading or writing failed: " + firstMessage(e);
    }

    private static boolean isDiskFull(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage() == null ? "" : t.getMessage().toLowerCase(Locale.ROOT);
            if (t instanceof IOException
                    && (message.contains("no space left on device")
                            || message.contains("not enough space")
                            || message.contains("disk quota exceeded"))) {
                return true;
            }
        }
        return false;
    }

    /** Also libtorch's errors, which DJL passes on as an EngineException with libtorch's message. */
    private static boolean isOutOfMemory(Throwable thrown) {
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        return thrown instanceof OutOfMemoryError
                || message.contains("can't allocate memory")
                || message.contains("CUDA out of memory");
    }

    private static String firstMessage(Throwable thrown) {
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return message.lines().findFirst().orElse(message);
    }
}
