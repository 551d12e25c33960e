package org.vpt4j.vision.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import org.vpt4j.vision.error.FileException;

/**
 * A file that is written bit by bit, beside its place, and takes its name when it is complete; what {@link AtomicFiles}
 * says holds for it. Closing it before {@link #commit} drops what was written.
 */
public final class AtomicFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path target;
    private final Path beside;
    private final Path content;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean committed;

    private AtomicFile(Path target, Path beside, Path content, FileChannel channel) {
        this.target = target;
        this.beside = beside;
        this.content = content;
        this.channel = channel;
        this.out = channel == null ? null : new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
    }

    /**
     * Begins a file; missing folders above it are created.
     *
     * @throws FileException if it cannot be written there
     */
    public static AtomicFile create(Path target) {
        Path absolute = target.toAbsolutePath();
        AtomicFiles.createFolders(absolute.getParent());
        Path beside = PartialFiles.beside(absolute);
        try {
            FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new AtomicFile(target, beside, beside, channel);
        } catch (IOException e) {
            throw AtomicFiles.failure("write", target, e);
        }
    }

    /**
     * The same for a library that wants a path to write to and looks at the name's ending: it writes to {@link #path}.
     *
     * @throws FileException if nothing can be written there
     */
    public static AtomicFile createForLibrary(Path target) {
        Path absolute = target.toAbsolutePath();
        Path beside = PartialFiles.beside(absolute);
        AtomicFiles.createFolders(beside);
        return new AtomicFile(target, beside, beside.resolve(absolute.getFileName()), null);
    }

    /** Where its content is until it is complete. */
    public Path path() {
        return content;
    }

    /**
     * Writes more.
     *
     * @throws FileException if that fails; what {@code more} throws besides {@link IOException} passes as it is
     */
    public void write(AtomicFiles.Content more) {
        if (out == null) {
            throw new IllegalStateException("a library writes to " + content);
        }
        try {
            more.writeTo(out);
        } catch (IOException e) {
            throw AtomicFiles.failure("write", target, e);
        }
    }

    /**
     * The content is complete: it is flushed to the disk and takes its name.
     *
     * @throws FileException if that fails
     */
    public void commit() {
        Path absolute = target.toAbsolutePath();
        try {
            if (out == null) {
                try (FileChannel written = FileChannel.open(content, StandardOpenOption.WRITE)) {
                    written.force(true);
                }
            } else {
                out.flush();
                channel.force(true);
                channel.close();
            }
            AtomicFiles.rename(content, absolute);
            committed = true;
            FileTree.delete(beside);
            PartialFiles.removeLeftovers(absolute);
        } catch (IOException e) {
            throw AtomicFiles.failure("write", target, e);
        }
    }

    /** Drops what was written, if it was not {@linkplain #commit committed}. */
    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            if (channel != null) {
                channel.close();
            }
            FileTree.delete(beside);
        } catch (IOException | UncheckedIOException | ReadOnlyFileSystemException e) {
            // The reason for the failure is on its way already; a leftover *.part is harmless.
        }
    }
}
