package org.vpt4j.samples.detect;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;
import org.vpt4j.vision.error.ConfigException;

/**
 * A path pattern such as {@code photos/**}{@code /*.jpg}: {@code *} and {@code ?} match characters of a name, {@code **}
 * any folders or none, {@code [a-c]} and <code>{jpg,png}</code> alternatives.
 *
 * @param folder the path before the first name with a wildcard
 * @param depth number of folder levels that the pattern can match; 1 for the folder alone
 * @param matcher of paths
 */
record Glob(Path folder, int depth, PathMatcher matcher) {
    private static final String SIGNS = "*?[{";

    static boolean isOne(String word) {
        return word.chars().anyMatch(letter -> SIGNS.indexOf(letter) >= 0);
    }

    /** @throws ConfigException if the pattern is invalid */
    static Glob of(String pattern) {
        int sign = 0;
        while (SIGNS.indexOf(pattern.charAt(sign)) < 0) {
            sign++;
        }
        int slash = pattern.lastIndexOf('/', sign);
        Path folder = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1));
        long slashes =
                pattern.chars().skip(slash + 1L).filter(letter -> letter == '/').count();
        int depth = pattern.contains("**") ? Integer.MAX_VALUE : (int) slashes + 1;
        // Java's ** between two slashes needs a folder; in shells it also matches none.
        String lenient = pattern.replace("/**/", "{/,/**/}").replaceFirst("^\\*\\*/", "{,**/}");
        try {
            return new Glob(folder, depth, FileSystems.getDefault().getPathMatcher("glob:" + lenient));
        } catch (PatternSyntaxException e) {
            throw new ConfigException(
                    pattern + " is not a valid path pattern (" + e.getDescription()
                            + "); an example: 'photos/**/*.jpg'",
                    e);
        }
    }
}
