package org.vpt4j.detect.inference;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.vision.onnx.OnnxGraph;

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
    record Detections(OnnxGraph.Value boxes, OnnxGraph.Value scores, OnnxGraph.Value classes) {}

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
            DetectionHead.Candidates candidates,
            OnnxGraph.Value input,
            int classes,
            boolean suppress) {
        return new SuppressionGraph(graph, rules, classes).write(candidates, input, suppress);
    }

    private Detections write(DetectionHead.Candidates candidates, OnnxGraph.Value input, boolean suppress) {
        OnnxGraph.Value inside = graph.node("Max", graph.node("Min", candidates.boxes(), input), graph.scalar(0));
        OnnxGraph.Value flat = graph.reshape(onlyAreas(candidates.scores(), inside), 0, -1);
        List<OnnxGraph.Value> best = best(flat, rules.candidates());
        OnnxGraph.Value location = graph.div(best.get(1), graph.integers(classes));
        OnnxGraph.Value classIndex = graph.sub(best.get(1), graph.mul(location, graph.integers(classes)));
        OnnxGraph.Value boxes = rows(inside, location);
        OnnxGraph.Value kept =
                suppress ? suppressed(boxes, best.get(0), classIndex) : graph.node("Max", best.get(0), graph.scalar(0));

        List<OnnxGraph.Value> last = best(kept, rules.suppression().maxDetections());
        OnnxGraph.Value real = graph.node("Greater", last.get(0), graph.scalar(0));
        OnnxGraph.Value found = graph.node("GatherElements", List.of(classIndex, last.get(1)), Map.of("axis", 1));
        return new Detections(
                graph.where(graph.unsqueeze(real, 2), rows(boxes, last.get(1)), graph.scalar(0)),
                last.get(0),
                graph.where(real, found, graph.integers(-1)));
    }

    /** Scores {@code [B, N, C]}, -1 where they are too low or the box is outside the input. */
    private OnnxGraph.Value onlyAreas(OnnxGraph.Value scores, OnnxGraph.Value boxes) {
        List<OnnxGraph.Value> corners = graph.split(boxes, 2, 2, 2);
        OnnxGraph.Value size = graph.sub(corners.get(1), corners.get(0));
        OnnxGraph.Value side = graph.node("ReduceMin", List.of(size), Map.of("axes", new long[] {2}, "keepdims", 1));
        OnnxGraph.Value area = graph.node("Greater", side, graph.scalar(0));
        OnnxGraph.Value enough = graph.node("GreaterOrEqual", scores, graph.scalar(TaskGraphs.LEAST_SCORE));
        return graph.where(graph.node("And", area, enough), scores, graph.scalar(-1));
    }

    /** The highest values of each row with their positions; ties in order of position. */
    private List<OnnxGraph.Value> best(OnnxGraph.Value rows, int most) {
        OnnxGraph.Value count = graph.node("Min", graph.shape(rows, 1, 2), graph.integers(most));
        return graph.nodes("TopK", List.of(rows, count), 2, Map.of("axis", 1));
    }

    /** The boxes {@code [B, N, 4]} at these positions, {@code [B, K] -> [B, K, 4]}. */
    private OnnxGraph.Value rows(OnnxGraph.Value boxes, OnnxGraph.Value positions) {
        return graph.node("GatherND", List.of(boxes, graph.unsqueeze(positions, 2)), Map.of("batch_dims", 1));
    }

    /** Scores {@code [B, K]} of candidates, 0 where one is a duplicate of a better one of its class. */
    private OnnxGraph.Value suppressed(OnnxGraph.Value boxes, OnnxGraph.Value scores, OnnxGraph.Value classIndex) {
        long[] all = LongStream.range(0, classes).toArray();
        OnnxGraph.Value column = graph.reshape(graph.integers(all), 1, classes, 1);
        OnnxGraph.Value own = graph.node("Equal", graph.unsqueeze(classIndex, 1), column); // [B, C, K]
        OnnxGraph.Value byClass = graph.where(own, graph.unsqueeze(scores, 1), graph.scalar(-1));
        OnnxGraph.Value selected = graph.node(
                "NonMaxSuppression",
                boxes,
                byClass,
                graph.index(rules.suppression().maxDetections()),
                graph.scalar((float) rules.suppression().iouThreshold()),
                graph.scalar(Math.nextDown(TaskGraphs.LEAST_SCORE)));
        OnnxGraph.Value places =
                graph.gather(selected, 1, graph.integers(0, 2)); // image and candidate of [image, class, candidate]
        OnnxGraph.Value none = graph.node("ConstantOfShape", graph.shape(scores));
        return graph.node("ScatterND", none, places, graph.node("GatherND", scores, places));
    }

    /** {@code [4]}: width, height, width, height in pixels, from maps {@code [B, C, h, w]} of cells of this many pixels. */
    static OnnxGraph.Value input(OnnxGraph graph, OnnxGraph.Value map, int pixels) {
        OnnxGraph.Value sides = graph.gather(graph.shape(map), 0, graph.integers(3, 2, 3, 2));
        return graph.cast(graph.mul(sides, graph.integers(pixels)), OnnxGraph.ElementType.FLOAT);
    }
}
