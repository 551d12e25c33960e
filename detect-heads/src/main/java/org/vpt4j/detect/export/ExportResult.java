package org.vpt4j.detect.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.WeightFormat;

/**
 * The result of an export.
 *
 * @param files that it consists of, the task's own file last
 * @param reference that it was compared with
 * @param difference from the reference
 */
public record ExportResult(List<ExportedFile> files, String reference, Difference difference) {

    /**
     * One file of an export.
     *
     * @param file where it is
     * @param bytes its size
     * @param kept whether it already existed and was left unchanged
     */
    public record ExportedFile(Path file, long bytes, boolean kept) {}

    public ExportResult {
        files = List.copyOf(files);
    }

    /**
     * How much the outputs of two graphs differ on the same images.
     *
     * <p>Each detection at or above the task's threshold is matched with the other graph's detections of its class that overlap
     * by at least a half; one without a match counts with its full score.
     *
     * @param images number of images
     * @param detections number of detections of the reference at or above the threshold
     * @param score largest difference of the score of a detection
     * @param box largest difference of an edge of a detection, in input pixels
     * @param everywhere largest difference of a score at any location and class; empty if a graph does not output these
     */
    public record Difference(int images, int detections, double score, double box, OptionalDouble everywhere) {
        private static final double SAME = 0.5;
        private static final Difference NONE = new Difference(0, 0, 0, 0, OptionalDouble.empty());

        /**
         * Largest differences that are accepted.
         *
         * @param everywhere of a score at any location
         * @param score of a detection's score
         * @param box of an edge of a detection, relative to the input's longer side
         */
        private record Tolerance(double everywhere, double score, double box) {}

        /** No images yet. */
        static Difference none() {
            return NONE;
        }

        /** This difference extended by another batch. */
        Difference with(DetectingGraph.Outcome reference, DetectingGraph.Outcome other, double threshold) {
            int count = detections;
            double[] largest = {score, box};
            for (int i = 0; i < reference.detections().size(); i++) {
                List<Detection> first = reference.detections().get(i);
                List<Detection> second = other.detections().get(i);
                count += compare(first, second, threshold, largest);
                compare(second, first, threshold, largest);
            }
            OptionalDouble raw = everywhere;
            if (reference.proposals().isPresent() && other.proposals().isPresent()) {
                double here =
                        scores(reference.proposals().get(), other.proposals().get());
                raw = OptionalDouble.of(Math.max(here, everywhere.orElse(0)));
            }
            return new Difference(images + reference.detections().size(), count, largest[0], largest[1], raw);
        }

        private static int compare(List<Detection> from, List<Detection> among, double threshold, double[] largest) {
            int count = 0;
            for (Detection detection : from) {
                if (detection.score() >= threshold) {
                    count++;
                    Detection same = nearest(detection, among);
                    if (same == null) {
                        largest[0] = Math.max(largest[0], detection.score());
                    } else {
                        largest[0] = Math.max(largest[0], Math.abs(detection.score() - same.score()));
                        largest[1] = Math.max(largest[1], edges(detection, same));
                    }
                }
            }
            return count;
        }

        private static Detection nearest(Detection detection, List<Detection> among) {
            Detection best = null;
            double overlap = SAME;
            for (Detection other : among) {
                double iou = other.classIndex() == detection.classIndex()
                        ? other.box().iou(detection.box())
                        : 0;
                if (iou >= overlap) {
                    best = other;
                    overlap = iou;
                }
            }
            return best;
        }

        private static double edges(Detection a, Detection b) {
            double x = Math.max(
                    Math.abs(a.box().x1() - b.box().x1()),
                    Math.abs(a.box().x2() - b.box().x2()));
            double y = Math.max(
                    Math.abs(a.box().y1() - b.box().y1()),
                    Math.abs(a.box().y2() - b.box().y2()));
            return Math.max(x, y);
        }

        private static double scores(Proposals a, Proposals b) {
            if (a.scores().limit() != b.scores().limit()) {
                return Double.POSITIVE_INFINITY;
            }
            double largest = 0;
            for (int i = 0; i < a.scores().limit(); i++) {
                double difference = Math.abs(a.scores().get(i) - b.scores().get(i));
                largest = difference <= largest ? largest : difference; // NaN is the largest
            }
            return largest;
        }

        /** Whether an export of this precision may differ this much; limits are a multiple of what trained tasks showed. */
        boolean within(WeightFormat precision, ImageSize input) {
            Tolerance tolerance =
                    switch (precision) {
                        case FP32 -> new Tolerance(1e-3, 1e-3, 3e-4);
                        case FP16 -> new Tolerance(0.01, 0.01, 3e-3);
                        case INT8 -> new Tolerance(0.2, 0.2, 0.05);
                    };
            return score <= tolerance.score()
                    && box <= tolerance.box() * Math.max(input.width(), input.height())
                    && everywhere.orElse(0) <= tolerance.everywhere();
        }

        @Override
        public String toString() {
            String raw = everywhere.isPresent()
                    ? String.format(Locale.ROOT, "scores anywhere by at most %.2g, ", everywhere.getAsDouble())
                    : "";
            return raw
                    + String.format(
                            Locale.ROOT,
                            "those of detections by at most %.2g and their edges by at most %.2g px (%s on %s)",
                            score,
                            box,
                            Counted.of(detections, "detection", "detections"),
                            Counted.of(images, "image", "images"));
        }
    }
}
