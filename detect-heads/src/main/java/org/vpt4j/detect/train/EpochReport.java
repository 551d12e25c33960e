package org.vpt4j.detect.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One row of {@code metrics.csv}: the results of an epoch that was validated, and cost and loss of the epochs since the row
 * before, of which there is more than one where not every epoch is validated.
 *
 * @param epoch from 1
 * @param step optimizer steps so far
 * @param loss mean total loss over the batches of these epochs
 * @param lossParts means of the loss terms, by the head's names for them
 * @param gradientNorm mean norm of the gradient before clipping
 * @param learningRate factor on all learning rates at the end of the epoch, in (0, 1]
 * @param ap COCO AP on the validation images; -1 if they contain no objects, likewise for the next two
 * @param ap50 AP at IoU 0.5
 * @param ap75 AP at IoU 0.75
 * @param trainSeconds training time in seconds
 * @param validationSeconds validation time in seconds
 * @param imagesPerSecond training images per second
 */
public record EpochReport(
        int epoch,
        long step,
        double loss,
        Map<String, Double> lossParts,
        double gradientNorm,
        double learningRate,
        double ap,
        double ap50,
        double ap75,
        double trainSeconds,
        double validationSeconds,
        double imagesPerSecond) {

    public EpochReport {
        lossParts = Collections.unmodifiableMap(new LinkedHashMap<>(lossParts));
    }

    /** The values by column name; the column of loss term NAME is {@code NAME_loss}. */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("epoch", (double) epoch);
        values.put("step", (double) step);
        values.put("loss", loss);
        lossParts.forEach((part, mean) -> values.put(part + "_loss", mean));
        values.put("gradient_norm", gradientNorm);
        values.put("learning_rate", learningRate);
        values.put("val_ap", ap);
        values.put("val_ap50", ap50);
        values.put("val_ap75", ap75);
        values.put("train_seconds", trainSeconds);
        values.put("validation_seconds", validationSeconds);
        values.put("images_per_second", imagesPerSecond);
        return values;
    }

    /**
     * Header and rows as one CSV file.
     *
     * @param headRate peak learning rate of the head: the column has the rate of the epoch, not the factor
     */
    public static String csv(List<EpochReport> reports, double headRate) {
        StringBuilder csv = new StringBuilder();
        for (EpochReport report : reports) {
            Map<String, Double> values = report.values();
            values.computeIfPresent("learning_rate", (column, factor) -> factor * headRate);
            if (csv.isEmpty()) {
                csv.append(String.join(",", values.keySet())).append('\n');
            }
            csv.append(values.entrySet().stream()
                            .map(value -> String.format(Locale.ROOT, format(value.getKey()), value.getValue()))
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String format(String column) {
        return switch (column) {
            case "epoch", "step" -> "%.0f";
            case "gradient_norm" -> "%.4f";
            case "learning_rate" -> "%.6g";
            case "train_seconds", "validation_seconds", "images_per_second" -> "%.2f";
            default -> "%.5f";
        };
    }
}
