package org.vpt4j.datasets.csv;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.datasets.format.FiniteNumber;

/**
 * Which column of a table holds what: told by its first line, which names the columns, or, where it names none, is a box
 * in RetinaNet's order.
 *
 * @param named whether the first line names the columns
 * @param at the column, from 0, of each of {@link #REQUIRED}, and of {@code width} and {@code height} where they are
 */
record CsvColumns(boolean named, Map<String, Integer> at) {
    static final String IMAGE = "image";
    static final String CLASS = "class";
    static final List<String> COORDINATES = List.of("xmin", "ymin", "xmax", "ymax");

    /** In the order of keras-retinanet, which most tables without a header follow. */
    static final List<String> REQUIRED = List.of(IMAGE, "xmin", "ymin", "xmax", "ymax", CLASS);

    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("filename", IMAGE),
            Map.entry("file", IMAGE),
            Map.entry("path", IMAGE),
            Map.entry("imagepath", IMAGE),
            Map.entry("imagename", IMAGE),
            Map.entry("label", CLASS),
            Map.entry("classname", CLASS),
            Map.entry("name", CLASS),
            Map.entry("category", CLASS),
            Map.entry("x1", "xmin"),
            Map.entry("left", "xmin"),
            Map.entry("y1", "ymin"),
            Map.entry("top", "ymin"),
            Map.entry("x2", "xmax"),
            Map.entry("right", "xmax"),
            Map.entry("y2", "ymax"),
            Map.entry("bottom", "ymax"));

    CsvColumns {
        at = Map.copyOf(at);
    }

    /** The columns of a table with this first line, or nothing if it is no table of boxes. */
    static Optional<CsvColumns> of(List<String> first) {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < first.size(); i++) {
            String name = first.get(i).toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
            names.putIfAbsent(OTHER_NAMES.getOrDefault(name, name), i);
        }
        if (names.keySet().containsAll(REQUIRED)) {
            return Optional.of(new CsvColumns(true, names));
        }
        if (isBox(first)) {
            Map<String, Integer> order = new HashMap<>();
            REQUIRED.forEach(column -> order.put(column, order.size()));
            return Optional.of(new CsvColumns(false, order));
        }
        return Optional.empty();
    }

    /** A line in RetinaNet's order: with a box, or with an image alone. */
    private static boolean isBox(List<String> line) {
        if (line.size() != REQUIRED.size() || line.get(0).isEmpty()) {
            return false;
        }
        List<String> coordinates = line.subList(1, 5);
        return line.get(5).isEmpty()
                ? coordinates.stream().allMatch(String::isEmpty)
                : coordinates.stream().allMatch(text -> FiniteNumber.in(text).isPresent());
    }
}
