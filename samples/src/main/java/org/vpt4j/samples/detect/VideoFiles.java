package org.vpt4j.samples.detect;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Video files, told by their names' endings. */
final class VideoFiles {
    private static final Set<String> ENDINGS = Set.of(
            "avi", "mp4", "m4v", "mov", "mkv", "webm", "mpg", "mpeg", "wmv", "flv", "ts", "mts", "3gp", "mjpeg",
            "mjpg");

    private VideoFiles() {}

    public static boolean isVideo(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
