package org.vpt4j.detect.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The twelve numbers of COCO's detection benchmark, in [0, 1], and what they are made of, class by class.
 *
 * <p>A number is {@value #ABSENT} where there is nothing to measure it on (say, no small object in any image), as in
 * pycocotools. Precision means are over the IoU thresholds 0.50, 0.55, …, 0.95 unless a name says otherwise; recalls
 * are with so many detections an image and class.
 *
 * @param ap the main number: mean average precision
 * @param ap50 at IoU 0.5
 * @param ap75 at IoU 0.75
 * @param apSmall of objects up to 32² square pixels
 * @param apMedium of objects from 32² to 96² square pixels
 * @param apLarge of objects from 96² square pixels
 * @param ar1 recall with one detection
 * @param ar10 recall with ten detections
 * @param ar100 recall with a hundred detections
 * @param arSmall recall of small objects, with a hundred detections
 * @param arMedium recall of medium objects, with a hundred detections
 * @param arLarge recall of large objects, with a hundred detections
 * @param perClass in the order of the class indices
 * @param curve precision over recall at IoU 0.5, the mean of the classes that have objects
 */
public record CocoMetrics(
        double ap,
        double ap50,
        double ap75,
        double apSmall,
        double apMedium,
        double apLarge,
        double ar1,
        double ar10,
        double ar100,
        double arSmall,
        double arMedium,
        double arLarge,
        List<ClassMetrics> perClass,
        PrecisionRecallCurve curve) {

    /** Stands for a number that does not exist, because there was no object to find. */
    public static final double ABSENT = -1;

    /**
     * How well one class is found. Where no image has an object of it, both numbers are {@value #ABSENT} and
     * the curve is absent.
     *
     * @param objects objects that should be found (crowds are not among them)
     * @param ap mean average precision over the IoU thresholds 0.50, 0.55, …, 0.95
     * @param ap50 average precision at IoU 0.5
     * @param curve precision over recall at IoU 0.5
     */
    public record ClassMetrics(int objects, double ap, double ap50, PrecisionRecallCurve curve) {}

    public CocoMetrics {
        perClass = List.copyOf(perClass);
    }

    /** The twelve numbers by name, always in the same order: for a table's columns or a JSON object. */
    public Map<String, Double> toMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("ap", ap);
        map.put("ap50", ap50);
        map.put("ap75", ap75);
        map.put("ap_small", apSmall);
        map.put("ap_medium", apMedium);
        map.put("ap_large", apLarge);
        map.put("ar1", ar1);
        map.put("ar10", ar10);
        map.put("ar100", ar100);
        map.put("ar_small", arSmall);
        map.put("ar_medium", arMedium);
        map.put("ar_large", arLarge);
        return Collections.unmodifiableMap(map);
    }
}
