package org.vpt4j.detect.train;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * A folder of cached views that may only grow so far.
 *
 * @param folder it need not exist yet
 * @param limit bytes that all views in it may have together
 */
record CacheSpace(Path folder, long limit) {
    private static final String SUFFIX = ".features";

    Path file(String key) {
        return folder.resolve(key.substring(0, 40) + SUFFIX);
    }

    /** Bytes that may still be written to the disk. */
    long usable() {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(existing);
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw AtomicFiles.failure("read", existing, e);
        }
    }

    /** Removes views that no run has used for the longest time until there is room for so many bytes, and gives their names. */
    List<Path> makeRoom(long needed, Collection<Path> kept) {
        List<Path> views = views();
        long used = views.stream().mapToLong(CacheSpace::size).sum();
        List<Path> removed = new ArrayList<>();
        for (Path view : views) {
            if (used + needed <= limit) {
                break;
            }
            if (!kept.contains(view)) {
                used -= size(view);
                removed.add(view);
                try {
                    Files.deleteIfExists(view);
                } catch (IOException e) {
                    throw AtomicFiles.failure("delete", view, e);
                }
            }
        }
        return removed;
    }

    /** Marks a view as just used. */
    static void touch(Path view) {
        try {
            Files.setLastModifiedTime(view, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // Its place in the order of removal is not worth a failed run: it may be somebody else's file.
        }
    }

    /** Those there are, the longest unused first. */
    private List<Path> views() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(CacheSpace::used))
                    .toList();
        } catch (IOException e) {
            throw AtomicFiles.failure("read", folder, e);
        }
    }

    private static Instant used(Path view) {
        try {
            return Files.getLastModifiedTime(view).toInstant();
        } catch (IOException e) {
            return Instant.EPOCH; // somebody else removes it just now
        }
    }

    private static long size(Path view) {
        try {
            return Files.size(view);
        } catch (IOException e) {
            return 0;
        }
    }
}
