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
 * A folder of cached views with a size limit.
 *
 * @param folder need not exist yet
 * @param limit maximum total bytes of the views in it
 */
record CacheSpace(Path folder, long limit) {
    private static final String SUFFIX = ".features";

    Path file(String key) {
        return folder.resolve(key.substring(0, 40) + SUFFIX);
    }

    /** Bytes that can still be written to the disk. */
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

    /** Removes the least recently used views until there is room for {@code needed} bytes; returns the removed names. */
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
            // Not worth failing a run over the eviction order: the file may belong to another user.
        }
    }

    /** The existing views, least recently used first. */
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
            return Instant.EPOCH; // just removed by another process
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
