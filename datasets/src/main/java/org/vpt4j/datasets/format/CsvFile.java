package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    /**
     * An image.
     *
     * @param width as declared, 0 if it is not
     * @param height as the width
     * @param part that its first line says; empty if it says none
     * @param broken the lines that could not be read
     */
    record Image(
            int width,
            int height,
            String part,
            FilePosition position,
            List<DatasetEntries.BoxEntry> boxes,
            Set<FilePosition> broken) {}

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();
    private static final String IMAGE = CsvHeader.IMAGE;
    private static final String CLASS = CsvHeader.CLASS;
    private static final String BOX = CsvHeader.BOX;
    private static final String ONLY_CLASS = "object";
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|', ' ');

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
                    && CsvHeader.of(records.next().toList(), columns).isPresent();
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
        CsvHeader header = null;
        for (CSVRecord record : csv) {
            List<String> cells = record.toList();
            int number = (int) csv.getCurrentLineNumber();
            FilePosition at = new FilePosition(file, number);
            if (header == null) {
                header = CsvHeader.of(cells, columns)
                        .orElseThrow(() -> new DatasetException(at + ": not a table of boxes"));
                if (header.named()) {
                    continue;
                }
            }
            Line line = new Line(cells, header, at, new FilePosition(name, number));
            findings.tryReading(line.position(), () -> {
                Image image = images.computeIfAbsent(line.text(IMAGE), key -> line.image());
                image.broken().add(line.position());
                if (line.hasBox()) {
                    image.boxes().add(line.box());
                }
                image.broken().remove(line.position());
            });
        }
        return new CsvFile(images);
    }

    /**
     * A line of the table.
     *
     * @param at its position with the full path, for messages
     * @param position its position below the dataset's root, for findings
     */
    private record Line(List<String> cells, CsvHeader header, FilePosition at, FilePosition position) {
        Image image() {
            return new Image(
                    size("width"),
                    size("height"),
                    PartNames.in(cell(CsvHeader.PART)),
                    position,
                    new ArrayList<>(),
                    new HashSet<>());
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
            List<String> coordinates = header.columns().containsKey("w") ? List.of("w", "h") : CsvHeader.EDGES;
            return !cell(CLASS).isEmpty()
                    || !coordinates.stream().allMatch(column -> cell(column).isEmpty());
        }

        String text(String column) {
            String text = cell(column);
            if (text.isEmpty()) {
                throw new DatasetException(at + ": no " + column + "; expected " + String.join(", ", CsvHeader.COLUMNS)
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
