/**
 * How good detections are: average precision and recall as COCO defines them, the precision/recall curves behind them,
 * and the score threshold at which a detector is best used.
 */
package org.vpt4j.detect.metric;
