package org.vpt4j.detect.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One row of {@code metrics.csv}: what an epoch cost and what it reached.
 *
 * @param epoch from 1
 * @param step optimizer steps so far
 * @param loss mean total loss of the epoch's batches
 * @param classLoss its classification part
 * @param boxLoss its box part
 * @param gradientNorm mean norm of the gradient before clipping
 * @param learningRate factor of the learning rates at the epoch's end, in (0, 1]
 * @param ap COCO AP on the validation images; -1 where there is no object on them, as for the next two
 * @param ap50 AP at IoU 0.5
 * @param ap75 AP at IoU 0.75
 * @param trainSeconds seconds of training in this epoch
 * @param validationSeconds seconds of its validation
 * @param imagesPerSecond training images a second
 */
public record EpochReport(
        int epoch,
        long step,
        double loss,
        double classLoss,
        double boxLoss,
        double gradientNorm,
        double learningRate,
        double ap,
        double ap50,
        double ap75,
        double trainSeconds,
        double validationSeconds,
        double imagesPerSecond) {

    private static final String CSV_HEADER = "epoch,step,loss,class_loss,box_loss,gradient_norm,learning_rate,"
            + "val_ap,val_ap50,val_ap75,train_seconds,validation_seconds,images_per_second";

    private String toCsv() {
        return String.format(
                Locale.ROOT,
                "%d,%d,%.5f,%.5f,%.5f,%.4f,%.6f,%.5f,%.5f,%.5f,%.2f,%.2f,%.2f",
                epoch,
                step,
                loss,
                classLoss,
                boxLoss,
                gradientNorm,
                learningRate,
                ap,
                ap50,
                ap75,
                trainSeconds,
                validationSeconds,
                imagesPerSecond);
    }

    /** Header and rows as one CSV file. */
    public static String csv(List<EpochReport> reports) {
        StringBuilder csv = new StringBuilder(CSV_HEADER).append('\n');
        reports.forEach(report -> csv.append(report.toCsv()).append('\n'));
        return csv.toString();
    }

    /** The numbers by the names of their columns. */
    public Map<String, Double> values() {
        double[] numbers = {
            epoch,
            step,
            loss,
            classLoss,
            boxLoss,
            gradientNorm,
            learningRate,
            ap,
            ap50,
            ap75,
            trainSeconds,
            validationSeconds,
            imagesPerSecond
        };
        Map<String, Double> values = new LinkedHashMap<>();
        List.of(CSV_HEADER.split(",")).forEach(column -> values.put(column, numbers[values.size()]));
        return values;
    }
}
