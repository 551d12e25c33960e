package org.vpt4j.samples.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.vision.error.FileException;

/**
 * The numbers of a training's epochs.
 *
 * @param epochs for each validated epoch the columns of {@code metrics.csv} with their values, NaN if there is none
 */
public record History(@JsonValue List<Map<String, Double>> epochs) {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public History {
        epochs = List.copyOf(epochs);
    }

    public static History of(List<EpochReport> reports) {
        return new History(reports.stream().map(EpochReport::values).toList());
    }

    /**
     * Reads {@code metrics.csv} of a run that may still be going on; an incomplete last line is ignored.
     *
     * @return without epochs if there is no such file
     * @throws FileException if it cannot be read or a value is not a number
     */
    public static History read(Path csv) {
        if (!Files.exists(csv)) {
            return new History(List.of());
        }
        try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(csv), FORMAT)) {
            List<Map<String, Double>> epochs = new ArrayList<>();
            for (CSVRecord line : parser) {
                if (line.isConsistent()) {
                    Map<String, Double> values = new LinkedHashMap<>();
                    parser.getHeaderNames().forEach(name -> values.put(name, number(line.get(name), csv, line)));
                    epochs.add(values);
                }
            }
            return new History(epochs);
        } catch (IOException e) {
            throw new FileException(csv + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static double number(String cell, Path csv, CSVRecord line) {
        try {
            return cell.isBlank() ? Double.NaN : Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new FileException(
                    csv + " line " + (line.getRecordNumber() + 1) + ": \"" + cell + "\" is not a number", e);
        }
    }

    /** A column's values that are not missing or negative, as points (epoch, value). */
    public List<double[]> points(String column) {
        return epochs.stream()
                .filter(epoch -> epoch.getOrDefault(column, Double.NaN) >= 0)
                .map(epoch -> new double[] {epoch.get("epoch"), epoch.get(column)})
                .toList();
    }

    /** Those of {@link #points} that are not empty, for the columns whose names contain this. */
    public Map<String, List<double[]>> series(String part) {
        Map<String, List<double[]>> series = new LinkedHashMap<>();
        for (String column :
                epochs.isEmpty() ? List.<String>of() : epochs.get(0).keySet()) {
            if (column.contains(part) && !points(column).isEmpty()) {
                series.put(column, points(column));
            }
        }
        return series;
    }

    /** The best AP on the validation images; NaN if there is none. */
    public double bestValidationAp() {
        return points("val_ap").stream().mapToDouble(point -> point[1]).max().orElse(Double.NaN);
    }

    /** Seconds of training and validation until the validation AP first reached this; NaN if it never did. */
    public double secondsTo(double ap) {
        double seconds = 0;
        for (Map<String, Double> epoch : epochs) {
            seconds += epoch.get("train_seconds") + epoch.get("validation_seconds");
            if (epoch.get("val_ap") >= ap) {
                return seconds;
            }
        }
        return Double.NaN;
    }

    /** The sum of a column. */
    public double sum(String column) {
        return epochs.stream().mapToDouble(epoch -> epoch.get(column)).sum();
    }

    /** The last value of a column of whole numbers; 0 if there is no row. */
    public int last(String column) {
        return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).get(column).intValue();
    }

    /** The last validated epoch before the learning rate fell; 0 if there is none. */
    double lastEpochAtFullRate() {
        double full = epochs.stream()
                .mapToDouble(epoch -> epoch.get("learning_rate"))
                .max()
                .orElse(0);
        return epochs.stream()
                .filter(epoch -> epoch.get("learning_rate") == full)
                .mapToDouble(epoch -> epoch.get("epoch"))
                .max()
                .orElse(0);
    }

    /** Seconds of training in an epoch, the median over the rows, each of which may stand for several epochs. */
    public double epochSeconds() {
        double[] sorted = new double[epochs.size()];
        double before = 0;
        for (int i = 0; i < sorted.length; i++) {
            double epoch = epochs.get(i).get("epoch");
            sorted[i] = epochs.get(i).get("train_seconds") / Math.max(1, epoch - before);
            before = epoch;
        }
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
