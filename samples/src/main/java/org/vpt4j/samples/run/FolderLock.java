package org.vpt4j.samples.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * Lets one process at a time work in a folder. The operating system releases the lock when the process exits, even if it
 * crashes; a leftover lock file means nothing. A process must not lock a folder twice: the second attempt is refused, but
 * some systems then release the first lock.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";
    private static final int POLL_MS = 100;

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** The locked folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Acquires the lock.
     *
     * @throws ConfigException if another process, or another part of this one, holds it
     */
    public static FolderLock take(Path folder) {
        return await(folder, Duration.ZERO);
    }

    /** Acquires the lock as soon as it is free, waiting at most this long. */
    public static FolderLock await(Path folder, Duration patience) {
        AtomicFiles.createFolders(folder);
        Path file = folder.resolve(NAME);
        long end = System.nanoTime() + patience.toNanos();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                hold(channel, folder, end);
            } catch (IOException | InterruptedException | RuntimeException e) {
                channel.close();
                throw e;
            }
            return new FolderLock(folder, channel);
        } catch (IOException e) {
            throw new FileException(file + " cannot be locked: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileException("interrupted while waiting for " + file, e);
        }
    }

    /** Waits for the lock and writes the process id into the file. */
    private static void hold(FileChannel channel, Path folder, long end) throws IOException, InterruptedException {
        while (!locked(channel)) {
            if (System.nanoTime() >= end) {
                throw new ConfigException("out: another vpt4j (process "
                        + Files.readString(folder.resolve(NAME)).strip() + ") is working in " + folder
                        + "; wait until it ends, or choose another folder with --out");
            }
            Thread.sleep(POLL_MS);
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("resource") // closing the channel releases the lock
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Removes the folder again if nothing but the lock is in it: what was to be done in it did not begin. */
    public void forgetUnused() {
        try (Stream<Path> files = Files.list(folder)) {
            if (files.count() == 1) {
                Files.deleteIfExists(folder.resolve(NAME));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // It stays, which does no harm.
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FileException("a lock cannot be released: " + e.getMessage(), e);
        }
    }
}
