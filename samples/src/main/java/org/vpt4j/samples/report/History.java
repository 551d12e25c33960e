package org.vpt4j.samples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.FileException;

/**
 * Numbers over the epochs of a training: the columns of {@code metrics.csv}.
 *
 * @param columns the names, {@code epoch} among them
 * @param rows a value a column, NaN where there is none
 */
public record History(List<String> columns, List<List<Double>> rows) {
    private static final String EPOCH = "epoch";

    public History {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** A run without epochs. */
    public static History none() {
        return new History(List.of(), List.of());
    }

    /**
     * Reads {@code metrics.csv}; a last line that was cut short is left out.
     *
     * @throws FileException if it cannot be read or a value is no number
     */
    public static History read(Path csv) {
        try {
            List<String> lines = Files.readAllLines(csv);
            if (lines.isEmpty()) {
                return none();
            }
            List<String> columns = List.of(lines.get(0).split(",", -1));
            List<List<Double>> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                if (cells.length == columns.size()) {
                    rows.add(values(cells, csv, rows.size() + 2));
                }
            }
            return new History(columns, rows);
        } catch (IOException e) {
            throw new FileException(csv + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Double> values(String[] cells, Path csv, int line) {
        List<Double> values = new ArrayList<>();
        for (String cell : cells) {
            try {
                values.add(cell.isBlank() ? Double.NaN : Double.parseDouble(cell));
            } catch (NumberFormatException e) {
                throw new FileException(csv + " line " + line + ": \"" + cell + "\" is not a number", e);
            }
        }
        return values;
    }

    /** The columns whose names contain this, as points (epoch, value); values that are missing or negative are left out. */
    public Map<String, List<double[]>> series(String part) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        int epoch = columns.indexOf(EPOCH);
        for (int c = 0; c < columns.size(); c++) {
            if (c == epoch || !columns.get(c).contains(part)) {
                continue;
            }
            List<double[]> points = new ArrayList<>();
            for (int r = 0; r < rows.size(); r++) {
                double y = rows.get(r).get(c);
                if (y >= 0) {
                    points.add(new double[] {epoch < 0 ? r + 1 : rows.get(r).get(epoch), y});
                }
            }
            if (!points.isEmpty()) {
                series.put(columns.get(c), points);
            }
        }
        return series;
    }
}
