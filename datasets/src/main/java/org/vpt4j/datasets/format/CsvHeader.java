package org.vpt4j.datasets.format;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The meaning of a table's columns: by the names in its first line, or in the order of a program that writes no names.
 *
 * @param named whether the first line names the columns; else it is a box
 * @param columns number, from 0, of each meaning ({@link CsvColumns})
 */
record CsvHeader(boolean named, Map<String, Integer> columns) {
    static final String IMAGE = "image";
    static final String CLASS = "class";
    static final String BOX = "bbox";
    static final String PART = "split";
    static final List<String> EDGES = List.of("xmin", "ymin", "xmax", "ymax");

    /** In the order of keras-retinanet, which most tables without a header follow. */
    static final List<String> COLUMNS = List.of(IMAGE, "xmin", "ymin", "xmax", "ymax", CLASS);

    /** That of makesense.ai: {@code cat,10,20,30,40,a.jpg,640,480}. */
    private static final List<String> MAKE_SENSE = List.of(CLASS, "x", "y", "w", "h", IMAGE, "width", "height");

    /** That of Google's AutoML, whose boxes are fractions: {@code TRAIN,gs://b/a.jpg,cat,0.1,0.2,,,0.4,0.6,,}. */
    private static final List<String> AUTO_ML =
            List.of(PART, IMAGE, CLASS, "xmin", "ymin", "", "", "xmax", "ymax", "", "");

    private static final Pattern AUTO_ML_PART = Pattern.compile("|UNASSIGNED|TRAIN(ING)?|VALIDAT(ION|E)|TEST");
    private static final Pattern IMAGE_FILE = Pattern.compile("(?i).+\\.(jpe?g|png|bmp|webp|tiff?|gif)");

    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("filename", IMAGE),
            Map.entry("file", IMAGE),
            Map.entry("path", IMAGE),
            Map.entry("imagepath", IMAGE),
            Map.entry("imagename", IMAGE),
            Map.entry("imagefilename", IMAGE),
            Map.entry("img", IMAGE),
            Map.entry("label", CLASS),
            Map.entry("labelname", CLASS),
            Map.entry("classname", CLASS),
            Map.entry("name", CLASS),
            Map.entry("category", CLASS),
            Map.entry("x1", "xmin"),
            Map.entry("left", "xmin"),
            Map.entry("bboxx1", "xmin"),
            Map.entry("y1", "ymin"),
            Map.entry("top", "ymin"),
            Map.entry("bboxy1", "ymin"),
            Map.entry("x2", "xmax"),
            Map.entry("right", "xmax"),
            Map.entry("bboxx2", "xmax"),
            Map.entry("y2", "ymax"),
            Map.entry("bottom", "ymax"),
            Map.entry("bboxy2", "ymax"),
            Map.entry("bboxx", "x"),
            Map.entry("bboxleft", "x"),
            Map.entry("bboxy", "y"),
            Map.entry("bboxtop", "y"),
            Map.entry("bboxwidth", "w"),
            Map.entry("bboxw", "w"),
            Map.entry("boxwidth", "w"),
            Map.entry("bboxheight", "h"),
            Map.entry("bboxh", "h"),
            Map.entry("boxheight", "h"),
            Map.entry("xcenter", "cx"),
            Map.entry("xcentre", "cx"),
            Map.entry("centerx", "cx"),
            Map.entry("ycenter", "cy"),
            Map.entry("ycentre", "cy"),
            Map.entry("centery", "cy"),
            Map.entry("set", PART),
            Map.entry("subset", PART),
            Map.entry("partition", PART));

    /** Empty if this is not the first line of a table of boxes. */
    static Optional<CsvHeader> of(List<String> first, CsvColumns columns) {
        if (!columns.columns().isEmpty()) {
            return mapped(first, columns.columns());
        }
        return named(first).or(() -> inOrder(first));
    }

    private static Optional<CsvHeader> named(List<String> first) {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < first.size(); i++) {
            String name = first.get(i).toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
            names.putIfAbsent(OTHER_NAMES.getOrDefault(name, name), i);
        }
        boolean openImages = first.contains("LabelName") && first.contains("ImageID"); // another format
        for (String last : openImages ? List.<String>of() : List.of("imageid", "frame")) {
            if (names.containsKey(last)) {
                names.putIfAbsent(IMAGE, names.get(last));
            }
        }
        if (!names.keySet().containsAll(EDGES)) {
            sizesOfBoxes(names);
        }
        boolean edges = names.keySet().containsAll(COLUMNS);
        boolean sides = names.keySet().containsAll(List.of(IMAGE, CLASS, "w", "h"))
                && (names.keySet().containsAll(List.of("x", "y"))
                        || names.keySet().containsAll(List.of("cx", "cy")));
        boolean cell = names.keySet().containsAll(List.of(IMAGE, BOX));
        if (edges) {
            names.keySet().removeAll(List.of("w", "h", BOX));
        } else if (cell) {
            names.keySet().removeAll(List.of("w", "h"));
        }
        return edges || sides || cell ? Optional.of(new CsvHeader(true, names)) : Optional.empty();
    }

    /** Without right and lower edges, {@code width} and {@code height} next to a corner or centre are those of the box. */
    private static void sizesOfBoxes(Map<String, Integer> names) {
        for (List<String> corner : List.of(List.of("xmin", "x"), List.of("ymin", "y"))) {
            if (names.containsKey(corner.get(0))) {
                names.putIfAbsent(corner.get(1), names.get(corner.get(0)));
            }
        }
        boolean placed = (names.containsKey("x") && names.containsKey("y"))
                || (names.containsKey("cx") && names.containsKey("cy"));
        for (List<String> side : List.of(List.of("width", "w"), List.of("height", "h"))) {
            if (placed && names.containsKey(side.get(0)) && !names.containsKey(side.get(1))) {
                names.put(side.get(1), names.remove(side.get(0)));
            }
            Integer ofImage = names.getOrDefault("image" + side.get(0), names.get("img" + side.get(0)));
            if (ofImage != null) {
                names.putIfAbsent(side.get(0), ofImage);
            }
        }
    }

    /** A table without names, by the columns of its first line. */
    private static Optional<CsvHeader> inOrder(List<String> first) {
        if (isBox(first)) {
            return Optional.of(inOrderOf(COLUMNS));
        }
        boolean makeSense = first.size() == MAKE_SENSE.size()
                && areNumbers(first.subList(1, 5))
                && IMAGE_FILE.matcher(first.get(5)).matches()
                && areNumbers(first.subList(6, 8));
        if (makeSense) {
            return Optional.of(inOrderOf(MAKE_SENSE));
        }
        boolean autoMl = first.size() == AUTO_ML.size()
                && AUTO_ML_PART.matcher(first.get(0)).matches()
                && IMAGE_FILE.matcher(first.get(1)).matches();
        return autoMl ? Optional.of(inOrderOf(AUTO_ML)) : Optional.empty();
    }

    private static CsvHeader inOrderOf(List<String> meanings) {
        Map<String, Integer> order = new HashMap<>();
        for (int i = 0; i < meanings.size(); i++) {
            if (!meanings.get(i).isEmpty()) {
                order.put(meanings.get(i), i);
            }
        }
        return new CsvHeader(false, order);
    }

    private static boolean areNumbers(List<String> cells) {
        return cells.stream().allMatch(text -> FilePosition.finite(text).isPresent());
    }

    /** The columns that the user named; empty if one of them is not there. */
    private static Optional<CsvHeader> mapped(List<String> first, Map<String, String> columns) {
        Map<String, Integer> order = new HashMap<>();
        columns.forEach((meaning, column) -> {
            for (int i = 0; i < first.size(); i++) {
                if (first.get(i).equalsIgnoreCase(column)) {
                    order.put(meaning, i);
                }
            }
            if (!order.containsKey(meaning) && column.matches("[1-9]\\d{0,3}")) {
                order.put(meaning, Integer.parseInt(column) - 1);
            }
        });
        int last = order.values().stream().mapToInt(i -> i).max().orElse(0);
        boolean named =
                columns.values().stream().anyMatch(column -> first.stream().anyMatch(column::equalsIgnoreCase))
                        || order.entrySet().stream()
                                .filter(entry -> !List.of(IMAGE, CLASS, PART).contains(entry.getKey()))
                                .anyMatch(entry -> entry.getValue() < first.size()
                                        && FilePosition.finite(first.get(entry.getValue()))
                                                .isEmpty()
                                        && !first.get(entry.getValue()).isEmpty());
        return order.keySet().equals(columns.keySet()) && last < first.size()
                ? Optional.of(new CsvHeader(named, order))
                : Optional.empty();
    }

    /** Whether it is a line in RetinaNet's order, with a box or with an image alone. */
    private static boolean isBox(List<String> line) {
        if (line.size() != COLUMNS.size() || line.get(0).isEmpty()) {
            return false;
        }
        List<String> coordinates = line.subList(1, 5);
        return line.get(5).isEmpty() ? coordinates.stream().allMatch(String::isEmpty) : areNumbers(coordinates);
    }
}
