package org.vpt4j.vision.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.vpt4j.vision.error.FileException;

/**
 * Writes files that are either complete or absent: to a temporary file in the same folder, which is flushed to the disk
 * and then renamed.
 *
 * <p>A process that is killed leaves the former file unchanged, and a hidden {@code .NAME.….part} that the next write
 * removes. A failure removes the temporary file, and the message says why (disk full, no permission) and where.
 */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes a file's bytes; need not close the stream. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Creates or replaces {@code target}; missing parent folders are created.
     *
     * @throws FileException if it cannot be written; exceptions of {@code content} other than {@link IOException} are
     *     passed on. In both cases no partial file is left.
     */
    public static void write(Path target, Content content) {
        try (Writer file = open(target)) {
            file.write(content);
            file.commit();
        }
    }

    /** Writes a text as UTF-8. */
    public static void writeString(Path target, String text) {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Starts a file that is written piece by piece; missing parent folders are created.
     *
     * @throws FileException if it cannot be written
     */
    public static Writer open(Path target) {
        Path absolute = target.toAbsolutePath();
        createFolders(absolute.getParent());
        Path partial = PartialFiles.nextTo(absolute);
        try {
            FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new Writer(target, partial, partial, channel);
        } catch (IOException e) {
            throw failure("write", target, e);
        }
    }

    /**
     * As {@link #open}, for a library that needs a path with the right extension: it writes to {@link Writer#path}.
     *
     * @throws FileException if the folder cannot be written
     */
    public static Writer openForLibrary(Path target) {
        Path absolute = target.toAbsolutePath();
        Path partial = PartialFiles.nextTo(absolute);
        createFolders(partial);
        return new Writer(target, partial, partial.resolve(absolute.getFileName()), null);
    }

    /**
     * As {@link #open}, for a folder: {@link Writer#path} exists and is filled by the caller. The target must not exist, or be
     * an empty folder.
     *
     * @throws FileException if the folder cannot be written
     */
    public static Writer openFolder(Path target) {
        Writer writer = openForLibrary(target);
        createFolders(writer.path());
        return writer;
    }

    /**
     * Creates a folder and its parents.
     *
     * @throws FileException if that fails
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

    /** Renames and flushes the folder, so that the name survives a power failure. */
    static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
        flushFolder(to.toAbsolutePath().getParent());
    }

    /** Windows cannot open folders and does not need this. */
    static void flushFolder(Path folder) throws IOException {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** An exception that says what failed, where and why. */
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

    /** A file that is being written; its name appears when it is complete. Closing it before {@link #commit} deletes it. */
    public static final class Writer implements AutoCloseable {
        private static final int BUFFER = 1 << 16;

        private final Path target;
        private final Path partial;
        private final Path content;
        private final FileChannel channel;
        private final OutputStream out;
        private boolean committed;

        private Writer(Path target, Path partial, Path content, FileChannel channel) {
            this.target = target;
            this.partial = partial;
            this.content = content;
            this.channel = channel;
            this.out = channel == null ? null : new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        }

        /** The temporary file that is written. */
        public Path path() {
            return content;
        }

        /**
         * Writes more.
         *
         * @throws FileException if that fails; what {@code more} throws partials {@link IOException} passes as it is
         */
        public void write(Content more) {
            if (out == null) {
                throw new IllegalStateException("a library writes to " + content);
            }
            try {
                more.writeTo(out);
            } catch (IOException e) {
                throw failure("write", target, e);
            }
        }

        /**
         * Flushes the complete content to the disk and renames the file.
         *
         * @throws FileException if that fails
         */
        public void commit() {
            Path absolute = target.toAbsolutePath();
            try {
                if (Files.isDirectory(content)) {
                    removeEmpty(absolute);
                } else if (out == null) {
                    try (FileChannel written = FileChannel.open(content, StandardOpenOption.WRITE)) {
                        written.force(true);
                    }
                } else {
                    out.flush();
                    channel.force(true);
                    channel.close();
                }
                rename(content, absolute);
                committed = true;
                FileTree.delete(partial);
                PartialFiles.removeLeftovers(absolute);
            } catch (IOException e) {
                throw failure("write", target, e);
            }
        }

        /** A folder takes the place of an empty one, which not every system does in one step. */
        private static void removeEmpty(Path folder) throws IOException {
            if (Files.isDirectory(folder)) {
                Files.delete(folder);
            }
        }

        /** Deletes the file unless it was {@linkplain #commit committed}. */
        @Override
        public void close() {
            if (committed) {
                return;
            }
            try {
                if (channel != null) {
                    channel.close();
                }
                FileTree.delete(partial);
            } catch (IOException | UncheckedIOException | ReadOnlyFileSystemException e) {
                // The original failure is already being thrown; a leftover *.part is harmless.
            }
        }
    }
}
