package org.vpt4j.datasets.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FiniteNumber;
import org.vpt4j.datasets.format.ImageFiles;
import org.vpt4j.datasets.format.Place;
import org.vpt4j.datasets.format.RawBox;

/**
 * One table: the images that it names, in its order, with their boxes.
 *
 * <p>Coordinates are taken as they stand, as continuous pixels from the image's upper left corner. A line with an
 * image and nothing else says that nothing is on it.
 *
 * @param images by the names that the table gives them
 */
record CsvFile(Map<String, Image> images) {
    /** @param width and height as declared, 0 where they are not */
    record Image(int width, int height, Place place, List<RawBox> boxes) {}

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

    /** Whether the file begins like a table of boxes. */
    static boolean looksLikeBoxes(Path file) {
        try (CSVParser csv = CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT)) {
            Iterator<CSVRecord> records = csv.iterator();
            return records.hasNext() && CsvColumns.of(cells(records.next())).isPresent();
        } catch (IOException | UncheckedIOException e) {
            return false; // not text, or quoted wrongly in its first line: somebody else's
        }
    }

    /** @throws DatasetException if a line is broken; the message names it */
    static CsvFile read(Path root, Path file) {
        Reading reading = new Reading(file, ImageFiles.nameBelow(root, file));
        try (CSVParser csv = CSVParser.parse(Files.newBufferedReader(file, StandardCharsets.UTF_8), FORMAT)) {
            return reading.run(csv);
        } catch (IOException | UncheckedIOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Without the mark that some programs put before a text in Unicode. */
    private static List<String> cells(CSVRecord record) {
        List<String> cells = new ArrayList<>(record.toList());
        if (record.getRecordNumber() == 1) {
            cells.set(0, cells.get(0).replace("\uFEFF", ""));
        }
        return cells;
    }

    /** One pass over the lines. */
    private record Reading(Path file, String name) {
        CsvFile run(CSVParser csv) {
            Map<String, Image> images = new LinkedHashMap<>();
            Optional<CsvColumns> columns = Optional.empty();
            for (CSVRecord record : csv) {
                List<String> cells = cells(record);
                int number = (int) csv.getCurrentLineNumber();
                if (columns.isEmpty()) {
                    columns = Optional.of(CsvColumns.of(cells)
                            .orElseThrow(() -> new DatasetException(at(number) + ": not a table of boxes")));
                    if (columns.get().named()) {
                        continue;
                    }
                }
                Line line = new Line(cells, columns.get(), number);
                String image = text(line, CsvColumns.IMAGE);
                images.computeIfAbsent(image, key -> image(line));
                if (!line.isEmpty()) {
                    images.get(image).boxes().add(box(line));
                }
            }
            return new CsvFile(images);
        }

        private Image image(Line line) {
            return new Image(
                    size(line, "width"), size(line, "height"), new Place(name, line.number), new ArrayList<>());
        }

        private RawBox box(Line line) {
            return new RawBox(
                    text(line, CsvColumns.CLASS),
                    number(line, "xmin"),
                    number(line, "ymin"),
                    number(line, "xmax"),
                    number(line, "ymax"),
                    false,
                    Double.NaN,
                    new Place(name, line.number));
        }

        private int size(Line line, String column) {
            return line.cell(column).isEmpty() ? 0 : (int) number(line, column);
        }

        private double number(Line line, String column) {
            String text = line.cell(column);
            return FiniteNumber.in(text)
                    .orElseThrow(() -> new DatasetException(
                            at(line.number) + ": " + column + " must be a number, but is '" + text + "'"));
        }

        private String text(Line line, String column) {
            String text = line.cell(column);
            if (text.isEmpty()) {
                throw new DatasetException(
                        at(line.number) + ": no " + column + "; expected " + String.join(", ", CsvColumns.REQUIRED)
                                + (line.columns.named() ? " by the header's columns" : ""));
            }
            return text;
        }

        /** The place for a message that stands alone. */
        private Place at(int line) {
            return new Place(file.toString(), line);
        }
    }

    private record Line(List<String> cells, CsvColumns columns, int number) {
        /** Empty where the line is too short or the table has no such column. */
        String cell(String column) {
            int at = columns.at().getOrDefault(column, Integer.MAX_VALUE);
            return at < cells.size() ? cells.get(at) : "";
        }

        boolean isEmpty() {
            return cell(CsvColumns.CLASS).isEmpty()
                    && CsvColumns.COORDINATES.stream().map(this::cell).allMatch(String::isEmpty);
        }
    }
}
