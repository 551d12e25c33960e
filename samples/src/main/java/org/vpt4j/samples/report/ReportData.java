package org.vpt4j.samples.report;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.metric.OperatingPoints;

/**
 * Everything that a report tells.
 *
 * @param title what was run, in a few words
 * @param summary the result in one sentence
 * @param recipe how to repeat it
 * @param history the numbers of each epoch
 * @param evaluation what was measured on which images
 * @param size parameters and files
 * @param cost time and memory
 * @param findings what was noticed about the data, one sentence each
 */
public record ReportData(
        String title,
        String summary,
        Recipe recipe,
        History history,
        Evaluation evaluation,
        Size size,
        Cost cost,
        List<String> findings) {
    public ReportData {
        findings = List.copyOf(findings);
    }

    /**
     * How to repeat a run.
     *
     * @param command the command line
     * @param config the effective configuration, YAML
     * @param seed the seed of everything random
     * @param versions name to version of the program and its libraries
     * @param machine what it ran on, name to value
     */
    public record Recipe(
            String command, String config, long seed, Map<String, String> versions, Map<String, String> machine) {
        public Recipe {
            versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
            machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
        }
    }

    /**
     * How well the task does on images that it was not trained on.
     *
     * @param split their name, such as {@code test}
     * @param classes class names by index
     * @param metrics COCO's numbers
     * @param points the score thresholds with the best F1
     * @param images each image with what was found on it
     */
    public record Evaluation(
            String split, List<String> classes, CocoMetrics metrics, OperatingPoints points, List<Result> images) {
        public Evaluation {
            classes = List.copyOf(classes);
            images = List.copyOf(images);
        }
    }

    /** An image and what was found on it. */
    public record Result(LabelledImage image, List<Detection> found) {
        public Result {
            found = List.copyOf(found);
        }

        /** The detections with at least this score. */
        public List<Detection> found(double threshold) {
            return found.stream().filter(d -> d.score() >= threshold).toList();
        }
    }

    /**
     * What was trained, what was not, and what a task weighs.
     *
     * @param trained name of a part (prompt, head, …) to its number of trained parameters
     * @param frozen parameters that were not touched
     * @param taskBytes size of the task file
     * @param backboneBytes size of the backbone's weights
     */
    public record Size(Map<String, Long> trained, long frozen, long taskBytes, long backboneBytes) {
        public Size {
            trained = Collections.unmodifiableMap(new LinkedHashMap<>(trained));
        }

        public long trainedInAll() {
            return trained.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * What the run took.
     *
     * @param parts name of a part (training, evaluation, …) to its time
     * @param peakMemoryBytes the most memory that the process held; 0 if unknown
     */
    public record Cost(Map<String, Duration> parts, long peakMemoryBytes) {
        public Cost {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }

        public Duration total() {
            return parts.values().stream().reduce(Duration.ZERO, Duration::plus);
        }
    }
}
