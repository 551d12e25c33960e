/** COCO's average precision and recall, precision/recall curves, and the best score thresholds. Part of the API. */
package org.vpt4j.detect.metric;
