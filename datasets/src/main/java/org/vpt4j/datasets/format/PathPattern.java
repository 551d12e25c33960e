package org.vpt4j.datasets.format;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.ConfigException;

/**
 * A pattern of paths below a dataset's folder: <code>{name}</code> stands for one or more letters of a name, which are the
 * same wherever it is repeated, {@code *} for any letters, {@code **} also for slashes.
 *
 * @param text as written
 */
record PathPattern(String text, Pattern regex, Set<String> names) {
    private static final Pattern PIECE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)\\}|\\*\\*/?|\\*");

    /** @throws ConfigException if it is empty or a name is malformed */
    static PathPattern of(String text) {
        String path = text.replace('\\', '/').replaceFirst("^\\./", "");
        if (path.isEmpty()) {
            throw new ConfigException("layout: a path pattern is missing, such as images/{name}.jpg");
        }
        StringBuilder regex = new StringBuilder();
        Set<String> names = new LinkedHashSet<>();
        Matcher piece = PIECE.matcher(path);
        int end = 0;
        while (piece.find()) {
            regex.append(literal(path.substring(end, piece.start()), text));
            if (piece.group(1) == null) {
                regex.append(piece.group().startsWith("**") ? "(?:.*/)?" : "[^/]*");
            } else if (names.add(piece.group(1))) {
                regex.append("(?<").append(piece.group(1)).append(">[^/]+)");
            } else {
                regex.append("\\k<").append(piece.group(1)).append(">");
            }
            end = piece.end();
        }
        regex.append(literal(path.substring(end), text));
        return new PathPattern(text, Pattern.compile(regex.toString()), names);
    }

    private static String literal(String part, String text) {
        if (part.contains("{") || part.contains("}")) {
            throw new ConfigException(
                    "layout: in the pattern \"" + text + "\", {…} must be letters and digits, as {name}");
        }
        return part.isEmpty() ? "" : Pattern.quote(part);
    }

    /** What the names stand for in a path; empty if the path does not match. */
    Optional<Map<String, String>> match(String path) {
        Matcher matcher = regex.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, matcher.group(name)));
        return Optional.of(values);
    }
}
