package org.vpt4j.detect.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The twelve metrics of COCO's detection benchmark, in [0, 1], with a breakdown by class.
 *
 * <p>A metric is {@value #ABSENT} where there is nothing to measure (say, no small object in any image), as in
 * pycocotools. Precision is averaged over the IoU thresholds 0.50, 0.55, …, 0.95 unless the name says otherwise; recall
 * is given for a maximum number of detections per image and class.
 *
 * @param ap the primary metric: mean average precision
 * @param ap50 at IoU 0.5
 * @param ap75 at IoU 0.75
 * @param apSmall of objects up to 32² square pixels
 * @param apMedium of objects from 32² to 96² square pixels
 * @param apLarge of objects from 96² square pixels
 * @param ar1 recall with 1 detection
 * @param ar10 recall with 10 detections
 * @param ar100 recall with 100 detections
 * @param arSmall recall of small objects, with 100 detections
 * @param arMedium recall of medium objects, with 100 detections
 * @param arLarge recall of large objects, with 100 detections
 * @param perClass in class index order
 * @param curve precision/recall at IoU 0.5, averaged over the classes that have objects
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
        OperatingPoints.PrecisionRecallCurve curve) {

    /** The value of a metric that is undefined because there was no object to find. */
    public static final double ABSENT = -1;

    /**
     * How well one class is detected. If no image contains an object of it, both metrics are {@value #ABSENT} and the
     * curve is absent.
     *
     * @param objects number of objects to find (not counting crowds)
     * @param ap mean average precision over the IoU thresholds 0.50, 0.55, …, 0.95
     * @param ap50 average precision at IoU 0.5
     * @param curve precision/recall at IoU 0.5
     */
    public record ClassMetrics(int objects, double ap, double ap50, OperatingPoints.PrecisionRecallCurve curve) {}

    public CocoMetrics {
        perClass = List.copyOf(perClass);
    }

    /** The twelve metrics by name, always in the same order: for table columns or a JSON object. */
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
