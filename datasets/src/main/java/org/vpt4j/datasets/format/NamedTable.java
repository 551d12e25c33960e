package org.vpt4j.datasets.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A table with commas whose first line names its columns. */
final class NamedTable {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

    private NamedTable() {}

    /**
     * A line.
     *
     * @param cells by column
     * @param position below the dataset's folder
     */
    record Row(Map<String, String> cells, FilePosition position) {
        /** Empty if the line is too short or there is no such column. */
        String get(String column) {
            return cells.getOrDefault(column, "");
        }

        String required(String column) {
            if (get(column).isEmpty()) {
                throw new DatasetException(position + ": no " + column);
            }
            return get(column);
        }

        double number(String column) {
            return position.number(column, get(column));
        }
    }

    /** The names of the columns; none if it is not such a table. */
    static Set<String> header(Path file) {
        try (CSVParser csv = CSVParser.parse(TextFile.head(file), FORMAT)) {
            for (CSVRecord first : csv) {
                return new HashSet<>(names(first));
            }
            return Set.of();
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            return Set.of(); // not a text file, or not CSV
        }
    }

    /**
     * All lines but the first.
     *
     * @param name of the file below the dataset's folder
     * @throws DatasetException if it is not a table
     */
    static List<Row> read(Path file, String name) {
        try (CSVParser csv = CSVParser.parse(TextFile.read(file), FORMAT)) {
            List<String> header = List.of();
            List<Row> rows = new ArrayList<>();
            for (CSVRecord line : csv) {
                if (line.getRecordNumber() == 1) {
                    header = names(line);
                    continue;
                }
                Map<String, String> cells = new HashMap<>();
                for (int i = 0; i < Math.min(header.size(), line.size()); i++) {
                    cells.putIfAbsent(header.get(i), line.get(i));
                }
                rows.add(new Row(cells, new FilePosition(name, (int) csv.getCurrentLineNumber())));
            }
            return rows;
        } catch (IOException | UncheckedIOException | IllegalStateException e) { // the latter: quotes that do not end
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The cells of all lines, of a table without a header. */
    static List<List<String>> cells(Path file) {
        try (CSVParser csv = CSVParser.parse(TextFile.read(file), FORMAT)) {
            List<List<String>> lines = new ArrayList<>();
            csv.forEach(line -> lines.add(line.getRecordNumber() == 1 ? names(line) : line.toList()));
            return lines;
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Without the sign that some exporters begin with. */
    private static List<String> names(CSVRecord first) {
        return first.stream().map(name -> name.replaceFirst("^#\\s*", "")).toList();
    }
}
