package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.vpt4j.vision.image.ImageFiles;

/**
 * A table of boxes: the images that it names, in its order, with their boxes.
 *
 * <p>A column {@code bbox} has a box in one cell, {@code "[x, y, w, h]"} as in COCO; such a table needs no classes.
 *
 * <p>Coordinates are used unchanged, as continuous pixels from the image's upper left corner. A line with an image and
 * nothing else is an image without objects.
 *
 * @param images by the names in the table
 */
record CsvFile(Map<String, Image> images) {
    /** @param width and height as declared, 0 if they are not */
    record Image(int width, int height, FilePosition position, List<DatasetEntries.BoxEntry> boxes) {}

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();
    private static final String IMAGE = "image";
    private static final String CLASS = "class";
    private static final String BOX = "bbox";
    private static final String IMAGE_ID = "imageid"; // Open Images has this column, too
    private static final String ONLY_CLASS = "object";
    private static final List<String> COORDINATES = List.of("xmin", "ymin", "xmax", "ymax");

    /** In the order of keras-retinanet, which most tables without a header follow. */
    private static final List<String> COLUMNS = List.of(IMAGE, "xmin", "ymin", "xmax", "ymax", CLASS);

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

    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    /** Whether the first line is that of a table of boxes. */
    static boolean looksLikeBoxes(Path file, CsvColumns columns) {
        return delimiter(file, columns).isPresent();
    }

    /** The delimiter with which the first line is that of a table of boxes. */
    private static Optional<Character> delimiter(Path file, CsvColumns columns) {
        return columns.delimiter().map(List::of).orElse(DELIMITERS).stream()
                .filter(delimiter -> isHeader(file, delimiter, columns))
                .findFirst();
    }

    private static boolean isHeader(Path file, char delimiter, CsvColumns columns) {
        try (CSVParser csv = CSVParser.parse(TextFile.head(file), format(delimiter))) {
            Iterator<CSVRecord> records = csv.iterator();
            return records.hasNext()
                    && Header.of(records.next().toList(), columns).isPresent();
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return false; // not CSV
        }
    }

    private static CSVFormat format(char delimiter) {
        return FORMAT.builder().setDelimiter(delimiter).get();
    }

    /** @throws DatasetException if a line is broken; the message names it */
    static CsvFile read(Path root, Path file, CsvColumns columns, Findings.Collector findings) {
        char delimiter = delimiter(file, columns).orElse(',');
        try (CSVParser csv = CSVParser.parse(TextFile.read(file), format(delimiter))) {
            return read(csv, columns, file.toString(), ImageFiles.nameBelow(root, file), findings);
        } catch (IOException | UncheckedIOException | IllegalStateException e) { // the latter: quotes that do not end
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static CsvFile read(
            CSVParser csv, CsvColumns columns, String file, String name, Findings.Collector findings) {
        Map<String, Image> images = new LinkedHashMap<>();
        Header header = null;
        for (CSVRecord record : csv) {
            List<String> cells = record.toList();
            int number = (int) csv.getCurrentLineNumber();
            FilePosition at = new FilePosition(file, number);
            if (header == null) {
                header = Header.of(cells, columns)
                        .orElseThrow(() -> new DatasetException(at + ": not a table of boxes"));
                if (header.named()) {
                    continue;
                }
            }
            Line line = new Line(cells, header, at, new FilePosition(name, number));
            try {
                Image image = images.computeIfAbsent(line.text(IMAGE), key -> line.image());
                if (line.hasBox()) {
                    image.boxes().add(line.box());
                }
            } catch (DatasetException e) {
                findings.broken(line.position(), e);
            }
        }
        return new CsvFile(images);
    }

    /**
     * The meaning of the columns.
     *
     * @param named whether the first line names the columns; else it is a box, and the columns are in RetinaNet's order
     * @param columns number, from 0, of each of {@link #COLUMNS}, and of {@code width} and {@code height} if present
     */
    private record Header(boolean named, Map<String, Integer> columns) {
        /** Empty if this is not the first line of a table of boxes. */
        static Optional<Header> of(List<String> first, CsvColumns columns) {
            if (!columns.columns().isEmpty()) {
                return mapped(first, columns.columns());
            }
            Map<String, Integer> names = new HashMap<>();
            for (int i = 0; i < first.size(); i++) {
                String name = first.get(i).toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
                names.putIfAbsent(OTHER_NAMES.getOrDefault(name, name), i);
            }
            if (names.containsKey(BOX) && names.containsKey(IMAGE_ID)) {
                names.putIfAbsent(IMAGE, names.get(IMAGE_ID));
            }
            if (names.keySet().containsAll(COLUMNS) || names.keySet().containsAll(List.of(IMAGE, BOX))) {
                return Optional.of(new Header(true, names));
            }
            if (isBox(first)) {
                Map<String, Integer> order = new HashMap<>();
                COLUMNS.forEach(column -> order.put(column, order.size()));
                return Optional.of(new Header(false, order));
            }
            return Optional.empty();
        }

        /** The columns that the user named; empty if one of them is not there. */
        private static Optional<Header> mapped(List<String> first, Map<String, String> columns) {
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
                                    .filter(entry -> !entry.getKey().equals(IMAGE)
                                            && !entry.getKey().equals(CLASS))
                                    .anyMatch(entry -> entry.getValue() < first.size()
                                            && FilePosition.finite(first.get(entry.getValue()))
                                                    .isEmpty()
                                            && !first.get(entry.getValue()).isEmpty());
            return order.keySet().equals(columns.keySet()) && last < first.size()
                    ? Optional.of(new Header(named, order))
                    : Optional.empty();
        }

        /** Whether it is a line in RetinaNet's order, with a box or with an image alone. */
        private static boolean isBox(List<String> line) {
            if (line.size() != COLUMNS.size() || line.get(0).isEmpty()) {
                return false;
            }
            List<String> coordinates = line.subList(1, 5);
            return line.get(5).isEmpty()
                    ? coordinates.stream().allMatch(String::isEmpty)
                    : coordinates.stream()
                            .allMatch(text -> FilePosition.finite(text).isPresent());
        }
    }

    /**
     * A line of the table.
     *
     * @param at its position with the full path, for messages
     * @param position its position below the dataset's root, for findings
     */
    private record Line(List<String> cells, Header header, FilePosition at, FilePosition position) {
        Image image() {
            return new Image(size("width"), size("height"), position, new ArrayList<>());
        }

        DatasetEntries.BoxEntry box() {
            if (header.columns().containsKey(BOX)) {
                return boxInOneCell();
            }
            String className = text(CLASS);
            if (!header.columns().containsKey("w")) {
                return new DatasetEntries.BoxEntry(
                        className,
                        number("xmin"),
                        number("ymin"),
                        number("xmax"),
                        number("ymax"),
                        false,
                        Double.NaN,
                        position);
            }
            double width = number("w");
            double height = number("h");
            boolean corner = header.columns().containsKey("x");
            double x = corner ? number("x") : number("cx") - width / 2;
            double y = corner ? number("y") : number("cy") - height / 2;
            return new DatasetEntries.BoxEntry(className, x, y, x + width, y + height, false, Double.NaN, position);
        }

        private DatasetEntries.BoxEntry boxInOneCell() {
            String[] numbers = cell(BOX).replaceAll("[\\[\\](){}]", " ").strip().split("[\\s,;]+", -1);
            if (numbers.length != 4) {
                throw new DatasetException(at + ": " + BOX + " must be \"[x, y, w, h]\", but is '" + cell(BOX) + "'");
            }
            double x = at.number(BOX, numbers[0]);
            double y = at.number(BOX, numbers[1]);
            return new DatasetEntries.BoxEntry(
                    header.columns().containsKey(CLASS) ? text(CLASS) : ONLY_CLASS,
                    x,
                    y,
                    x + at.number(BOX, numbers[2]),
                    y + at.number(BOX, numbers[3]),
                    false,
                    Double.NaN,
                    position);
        }

        boolean hasBox() {
            if (header.columns().containsKey(BOX)) {
                return !cell(BOX).matches("(?i)|nan|null|\\[\\s*\\]");
            }
            List<String> coordinates = header.columns().containsKey("w") ? List.of("w", "h") : COORDINATES;
            return !cell(CLASS).isEmpty()
                    || !coordinates.stream().allMatch(column -> cell(column).isEmpty());
        }

        String text(String column) {
            String text = cell(column);
            if (text.isEmpty()) {
                throw new DatasetException(at + ": no " + column + "; expected " + String.join(", ", COLUMNS)
                        + (header.named() ? " in the header's columns" : ""));
            }
            return text;
        }

        private int size(String column) {
            return cell(column).isEmpty() ? 0 : (int) number(column);
        }

        private double number(String column) {
            return at.number(column, cell(column).replace(',', '.')); // a decimal comma, between other delimiters
        }

        /** Empty if the line is too short or the table has no such column. */
        private String cell(String column) {
            int index = header.columns().getOrDefault(column, Integer.MAX_VALUE);
            return index < cells.size() ? cells.get(index) : "";
        }
    }
}
