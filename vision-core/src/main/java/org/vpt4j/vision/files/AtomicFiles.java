package org.vpt4j.vision.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.vpt4j.vision.error.FileException;

/**
 * Writes a file so that its name always stands for a complete one: beside its place, flushed to the disk, then renamed.
 *
 * <p>Whoever is killed in the middle leaves the former file as it was, and a hidden {@code .NAME.….part} beside it that
 * the next writing removes. A failure removes what was written so far and
 * says what happened (disk full, no permission) and where.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes a file's bytes; it may leave the stream open. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Replaces or creates {@code target}; missing folders above it are created.
     *
     * @throws FileException if it cannot be written; what {@code content} throws besides {@link IOException} passes as
     *     it is. In both cases no partial file is left.
     */
    public static void write(Path target, Content content) {
        try (AtomicFile file = AtomicFile.create(target)) {
            file.write(content);
            file.commit();
        }
    }

    /** Writes text as UTF-8. */
    public static void writeString(Path target, String text) {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Creates a folder and those above it.
     *
     * @throws FileException if that is not possible
     */
    public static void createFolders(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw failure("create the folder", folder, e);
        }
    }

    /** Renames within a folder's file system and flushes the folder, so that the name survives a power cut. */
    static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        flushFolder(to.toAbsolutePath().getParent());
    }

    /** Windows opens no folders and needs no such flush. */
    static void flushFolder(Path folder) throws IOException {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** One sentence on what could not be done to which path and why. */
    public static FileException failure(String action, Path path, IOException cause) {
        return new FileException("cannot " + action + " " + path + ": " + reason(cause), cause);
    }

    private static String reason(IOException e) {
        String said = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        String lower = said == null ? "" : said.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("not enough space")) {
            return "the disk is full; make room or choose another folder";
        }
        if (lower.contains("file too large")) {
            return "it would be larger than the system allows a file to be (ulimit -f); choose another folder";
        }
        if (lower.contains("quota exceeded")) {
            return "your disk quota is used up; make room or choose another folder";
        }
        if (e instanceof AccessDeniedException || lower.contains("permission denied")) {
            return "no permission; choose a folder that you may write to";
        }
        if (lower.contains("read-only file system")) {
            return "the file system is read-only; choose another folder";
        }
        if (e instanceof java.nio.file.FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "a file is where a folder is needed";
        }
        if (lower.contains("not a directory")) {
            return "a file is where a folder is needed";
        }
        if (lower.contains("is a directory")) {
            return "a folder is where a file is needed";
        }
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        return said == null ? e.getClass().getSimpleName() : said;
    }
}
