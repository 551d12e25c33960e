package org.vpt4j.detect.inference;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.vpt4j.detect.head.Candidates;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.vision.onnx.ElementType;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;

/**
 * {@link PostProcessing} in an ONNX graph: the same detections in the same order, for every image of a batch.
 *
 * <p>Outputs: {@code boxes [B, K, 4]}, {@code scores [B, K]} descending, {@code classes [B, K]}; K is the largest number
 * of detections of an image. Unused slots have a zero box, score 0 and class -1. The score threshold is fixed; filtering
 * the output by a higher one gives the same result as using that in the graph.
 */
final class SuppressionGraph {
    private final OnnxGraph graph;
    private final PostProcessing rules;
    private final int classes;

    /** The detections of each image, best first. */
    record Detections(OnnxValue boxes, OnnxValue scores, OnnxValue classes) {}

    private SuppressionGraph(OnnxGraph graph, PostProcessing rules, int classes) {
        this.graph = graph;
        this.rules = rules;
        this.classes = classes;
    }

    /**
     * Adds it to the graph.
     *
     * @param candidates of the head
     * @param input {@code [4]}: width, height, width, height of the images in pixels, float32
     * @param classes number C of classes
     * @param suppress whether the head's candidates need non-maximum suppression
     */
    static Detections write(
            OnnxGraph graph,
            PostProcessing rules,
            Candidates candidates,
            OnnxValue input,
            int classes,
            boolean suppress) {
        return new SuppressionGraph(graph, rules, classes).write(candidates, input, suppress);
    }

    private Detections write(Candidates candidates, OnnxValue input, boolean suppress) {
        OnnxValue inside = graph.node("Max", graph.node("Min", candidates.boxes(), input), graph.scalar(0));
        OnnxValue flat = graph.reshape(onlyAreas(candidates.scores(), inside), 0, -1);
        List<OnnxValue> best = best(flat, rules.candidates());
        OnnxValue location = graph.div(best.get(1), graph.integers(classes));
        OnnxValue classIndex = graph.sub(best.get(1), graph.mul(location, graph.integers(classes)));
        OnnxValue boxes = rows(inside, location);
        OnnxValue kept =
                suppress ? suppressed(boxes, best.get(0), classIndex) : graph.node("Max", best.get(0), graph.scalar(0));

        List<OnnxValue> last = best(kept, rules.suppression().maxDetections());
        OnnxValue real = graph.node("Greater", last.get(0), graph.scalar(0));
        OnnxValue found = graph.node("GatherElements", List.of(classIndex, last.get(1)), Map.of("axis", 1));
        return new Detections(
                graph.where(graph.unsqueeze(real, 2), rows(boxes, last.get(1)), graph.scalar(0)),
                last.get(0),
                graph.where(real, found, graph.integers(-1)));
    }

    /** Scores {@code [B, N, C]}, -1 where they are too low or the box is outside the input. */
    private OnnxValue onlyAreas(OnnxValue scores, OnnxValue boxes) {
        List<OnnxValue> corners = graph.split(boxes, 2, 2, 2);
        OnnxValue size = graph.sub(corners.get(1), corners.get(0));
        OnnxValue side = graph.node("ReduceMin", List.of(size), Map.of("axes", new long[] {2}, "keepdims", 1));
        OnnxValue area = graph.node("Greater", side, graph.scalar(0));
        OnnxValue enough = graph.node("GreaterOrEqual", scores, graph.scalar(TaskGraphs.LEAST_SCORE));
        return graph.where(graph.node("And", area, enough), scores, graph.scalar(-1));
    }

    /** The highest values of each row with their positions; ties in order of position. */
    private List<OnnxValue> best(OnnxValue rows, int most) {
        OnnxValue count = graph.node("Min", graph.shape(rows, 1, 2), graph.integers(most));
        return graph.nodes("TopK", List.of(rows, count), 2, Map.of("axis", 1));
    }

    /** The boxes {@code [B, N, 4]} at these positions, {@code [B, K] -> [B, K, 4]}. */
    private OnnxValue rows(OnnxValue boxes, OnnxValue positions) {
        return graph.node("GatherND", List.of(boxes, graph.unsqueeze(positions, 2)), Map.of("batch_dims", 1));
    }

    /** Scores {@code [B, K]} of candidates, 0 where one is a duplicate of a better one of its class. */
    private OnnxValue suppressed(OnnxValue boxes, OnnxValue scores, OnnxValue classIndex) {
        long[] all = LongStream.range(0, classes).toArray();
        OnnxValue column = graph.reshape(graph.integers(all), 1, classes, 1);
        OnnxValue own = graph.node("Equal", graph.unsqueeze(classIndex, 1), column); // [B, C, K]
        OnnxValue byClass = graph.where(own, graph.unsqueeze(scores, 1), graph.scalar(-1));
        OnnxValue selected = graph.node(
                "NonMaxSuppression",
                boxes,
                byClass,
                graph.index(rules.suppression().maxDetections()),
                graph.scalar((float) rules.suppression().iouThreshold()),
                graph.scalar(Math.nextDown(TaskGraphs.LEAST_SCORE)));
        OnnxValue places =
                graph.gather(selected, 1, graph.integers(0, 2)); // image and candidate of [image, class, candidate]
        OnnxValue none = graph.node("ConstantOfShape", graph.shape(scores));
        return graph.node("ScatterND", none, places, graph.node("GatherND", scores, places));
    }

    /** {@code [4]}: width, height, width, height in pixels, from maps {@code [B, C, h, w]} of cells of this many pixels. */
    static OnnxValue input(OnnxGraph graph, OnnxValue map, int pixels) {
        OnnxValue sides = graph.gather(graph.shape(map), 0, graph.integers(3, 2, 3, 2));
        return graph.cast(graph.mul(sides, graph.integers(pixels)), ElementType.FLOAT);
    }
}
