package org.vpt4j.samples.detect;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.PatternSyntaxException;
import org.vpt4j.vision.error.ConfigException;

/**
 * A pattern of paths such as {@code photos/**}{@code /*.jpg}: {@code *} and {@code ?} stand for letters of a name,
 * {@code **} for any folders, also for none, {@code [a-c]} and <code>{jpg,png}</code> for alternatives.
 *
 * @param folder what stands before the first name with such a sign
 * @param depth how many folders deep below it files can be meant; 1 is the folder alone
 * @param matcher tells which paths are meant
 */
record Glob(Path folder, int depth, PathMatcher matcher) {
    private static final String SIGNS = "*?[{";

    static boolean isOne(String word) {
        return word.chars().anyMatch(letter -> SIGNS.indexOf(letter) >= 0);
    }

    /** @throws ConfigException if it is none */
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
        // Java's ** between two slashes wants a folder; people and shells mean also none.
        String lenient = pattern.replace("/**/", "{/,/**/}").replaceFirst("^\\*\\*/", "{,**/}");
        try {
            return new Glob(folder, depth, FileSystems.getDefault().getPathMatcher("glob:" + lenient));
        } catch (PatternSyntaxException e) {
            throw new ConfigException(
                    pattern + " is no pattern of paths (" + e.getDescription() + "); an example: 'photos/**/*.jpg'", e);
        }
    }
}
