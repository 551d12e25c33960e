package org.vpt4j.vision.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of incomplete files, and the removal of those that killed processes left.
 *
 * <p>A name {@code .NAME.PID-START.RANDOM.part} has the id and start time of its process, so that only files of dead
 * processes are removed: ids alone are reused, in containers nearly always.
 */
final class PartialFiles {
    private static final Pattern OWNER = Pattern.compile("\\.(\\d+)-(\\d+)\\.[0-9a-f]+\\.part$");

    /** Limits the search in large folders: otherwise writing many files would take quadratic time. */
    private static final int SEARCHED = 1_000;

    private PartialFiles() {}

    /** A new name in the same folder as a file or folder. */
    static Path nextTo(Path target) {
        ProcessHandle self = ProcessHandle.current();
        String random = UUID.randomUUID().toString().substring(0, 8);
        return target.resolveSibling(
                "." + target.getFileName() + "." + self.pid() + "-" + start(self) + "." + random + ".part");
    }

    /** Removes incomplete versions of this file or folder of dead processes; those that cannot be removed stay. */
    static void removeLeftovers(Path target) {
        String begin = "." + target.getFileName() + ".";
        List<Path> found;
        try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
            found = siblings.limit(SEARCHED)
                    .filter(path -> path.getFileName().toString().startsWith(begin))
                    .filter(path -> isAbandoned(path.getFileName().toString().substring(begin.length() - 1)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return;
        }
        for (Path path : found) {
            try {
                FileTree.delete(path);
            } catch (IOException | UncheckedIOException e) {
                // harmless
            }
        }
    }

    private static boolean isAbandoned(String rest) {
        Matcher owner = OWNER.matcher(rest);
        if (!owner.matches()) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner.group(1)));
        return process.isEmpty() || start(process.get()) != Long.parseLong(owner.group(2));
    }

    /** Start in milliseconds since 1970, 0 if unknown. */
    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
