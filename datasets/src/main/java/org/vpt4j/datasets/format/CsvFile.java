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

    /** Whether the first line is that of a table of boxes. */
    static boolean looksLikeBoxes(Path file) {
        try (CSVParser csv = CSVParser.parse(TextFile.head(file), FORMAT)) {
            Iterator<CSVRecord> records = csv.iterator();
            return records.hasNext() && Header.of(records.next().toList()).isPresent();
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return false; // not CSV
        }
    }

    /** @throws DatasetException if a line is broken; the message names it */
    static CsvFile read(Path root, Path file) {
        try (CSVParser csv = CSVParser.parse(TextFile.read(file), FORMAT)) {
            return read(csv, file.toString(), ImageFiles.nameBelow(root, file));
        } catch (IOException | UncheckedIOException | IllegalStateException e) { // the latter: quotes that do not end
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static CsvFile read(CSVParser csv, String file, String name) {
        Map<String, Image> images = new LinkedHashMap<>();
        Header header = null;
        for (CSVRecord record : csv) {
            List<String> cells = record.toList();
            int number = (int) csv.getCurrentLineNumber();
            FilePosition at = new FilePosition(file, number);
            if (header == null) {
                header = Header.of(cells).orElseThrow(() -> new DatasetException(at + ": not a table of boxes"));
                if (header.named()) {
                    continue;
                }
            }
            Line line = new Line(cells, header, at, new FilePosition(name, number));
            Image image = images.computeIfAbsent(line.text(IMAGE), key -> line.image());
            if (line.hasBox()) {
                image.boxes().add(line.box());
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
        static Optional<Header> of(List<String> first) {
            Map<String, Integer> names = new HashMap<>();
            for (int i = 0; i < first.size(); i++) {
                String name = first.get(i).toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
                names.putIfAbsent(OTHER_NAMES.getOrDefault(name, name), i);
            }
            if (names.keySet().containsAll(COLUMNS)) {
                return Optional.of(new Header(true, names));
            }
            if (isBox(first)) {
                Map<String, Integer> order = new HashMap<>();
                COLUMNS.forEach(column -> order.put(column, order.size()));
                return Optional.of(new Header(false, order));
            }
            return Optional.empty();
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
            return new DatasetEntries.BoxEntry(
                    text(CLASS),
                    number("xmin"),
                    number("ymin"),
                    number("xmax"),
                    number("ymax"),
                    false,
                    Double.NaN,
                    position);
        }

        boolean hasBox() {
            return !cell(CLASS).isEmpty()
                    || !COORDINATES.stream().allMatch(column -> cell(column).isEmpty());
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
            return at.number(column, cell(column));
        }

        /** Empty if the line is too short or the table has no such column. */
        private String cell(String column) {
            int index = header.columns().getOrDefault(column, Integer.MAX_VALUE);
            return index < cells.size() ? cells.get(index) : "";
        }
    }
}
