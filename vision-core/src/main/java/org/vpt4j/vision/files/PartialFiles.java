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
 * Names of what is not complete yet, and the removal of what killed processes left under such names.
 *
 * <p>A name tells its process by id and start, {@code .NAME.PID-START.RANDOM.part}, so that only what belongs to no
 * living process is removed: process ids alone are used again, in containers nearly always.
 */
final class PartialFiles {
    private static final Pattern OWNER = Pattern.compile("\\.(\\d+)-(\\d+)\\.[0-9a-f]+\\.part$");

    /** Of a folder with more files only so many are looked at: a hundred thousand writings must not cost their square. */
    private static final int LOOKED_AT = 1_000;

    private PartialFiles() {}

    /** A new name beside a file or folder. */
    static Path beside(Path target) {
        ProcessHandle self = ProcessHandle.current();
        String random = UUID.randomUUID().toString().substring(0, 8);
        return target.resolveSibling(
                "." + target.getFileName() + "." + self.pid() + "-" + start(self) + "." + random + ".part");
    }

    /** Removes what processes that are no more left beside this file or folder; what cannot be removed stays. */
    static void removeLeftovers(Path target) {
        String begin = "." + target.getFileName() + ".";
        List<Path> found;
        try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
            found = siblings.limit(LOOKED_AT)
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
                // Harmless, and not what the caller asked for.
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

    /** Start in milliseconds since 1970, 0 where the system does not tell. */
    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
