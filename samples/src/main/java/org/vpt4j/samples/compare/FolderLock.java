package org.vpt4j.samples.compare;

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
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * One process at a time in a folder. The lock is the operating system's: it goes with the process, however that ends,
 * and the file that stays behind means nothing. Within one process nobody shall ask for a folder that it works in: it is
 * refused, but some systems give up the first lock then.
 */
final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";
    private static final int POLL_MS = 100;

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** The folder that nobody else works in now. */
    public Path folder() {
        return folder;
    }

    /**
     * Takes the lock.
     *
     * @throws ConfigException if another process, or another part of this one, has it
     */
    public static FolderLock take(Path folder) {
        return await(folder, Duration.ZERO);
    }

    /** Takes the lock as soon as it is free, within so much time. */
    static FolderLock await(Path folder, Duration patience) {
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

    /** Waits for the lock, and writes down who has it. */
    private static void hold(FileChannel channel, Path folder, long end) throws IOException, InterruptedException {
        while (!locked(channel)) {
            if (System.nanoTime() >= end) {
                throw new ConfigException("out: another vpt4j (process "
                        + Files.readString(folder.resolve(NAME)).strip() + ") works in " + folder
                        + "; wait until it ends, or name another folder with --out");
            }
            Thread.sleep(POLL_MS);
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("resource") // the lock goes with its channel
    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
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
