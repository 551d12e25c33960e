package org.vpt4j.detect.metric;

/**
 * How well one class is found. Where no image has an object of it, both numbers are {@value CocoMetrics#ABSENT} and
 * the curve is absent.
 *
 * @param objects objects that should be found (crowds are not among them)
 * @param ap mean average precision over the IoU thresholds 0.50, 0.55, …, 0.95
 * @param ap50 average precision at IoU 0.5
 * @param curve precision over recall at IoU 0.5
 */
public record ClassMetrics(int objects, double ap, double ap50, PrecisionRecallCurve curve) {}
