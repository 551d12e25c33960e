package org.vpt4j.detect.inference;

import java.util.List;
import java.util.Map;
import org.vpt4j.detect.head.Candidates;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.vision.onnx.ElementType;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;

/**
 * {@link PostProcessing} inside of an ONNX graph: the same detections in the same order, for every image of a batch.
 *
 * <p>Results: {@code boxes [B, K, 4]}, {@code scores [B, K]} falling, {@code classes [B, K]}; K is the most detections an
 * image can have. What is left of K is filled up with zero boxes, score 0, class -1. The lowest score is fixed: raising
 * it afterwards gives the same as raising it before.
 */
final class SuppressionGraph {
    private final OnnxGraph graph;
    private final PostProcessing rules;
    private final int classes;

    /** What is left of an image's candidates, best first. */
    record Detections(OnnxValue boxes, OnnxValue scores, OnnxValue classes) {}

    private SuppressionGraph(OnnxGraph graph, PostProcessing rules, int classes) {
        this.graph = graph;
        this.rules = rules;
        this.classes = classes;
    }

    /**
     * Adds it.
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
        OnnxValue flat = graph.node("Reshape", onlyAreas(candidates.scores(), inside), graph.integers(0, -1));
        List<OnnxValue> best = best(flat, rules.candidates());
        OnnxValue location = graph.node("Div", best.get(1), graph.integers(classes));
        OnnxValue kind = graph.node("Sub", best.get(1), graph.node("Mul", location, graph.integers(classes)));
        OnnxValue boxes = rows(inside, location);
        OnnxValue kept =
                suppress ? suppressed(boxes, best.get(0), kind) : graph.node("Max", best.get(0), graph.scalar(0));

        List<OnnxValue> last = best(kept, rules.suppression().maxDetections());
        OnnxValue real = graph.node("Greater", last.get(0), graph.scalar(0));
        OnnxValue found = graph.node("GatherElements", List.of(kind, last.get(1)), Map.of("axis", 1));
        OnnxValue wide = graph.node("Unsqueeze", real, graph.integers(2));
        return new Detections(
                graph.node("Where", wide, rows(boxes, last.get(1)), graph.scalar(0)),
                last.get(0),
                graph.node("Where", real, found, graph.integers(-1)));
    }

    /** Scores {@code [B, N, C]}, -1 where they are too low or nothing of the box lies on the input. */
    private OnnxValue onlyAreas(OnnxValue scores, OnnxValue boxes) {
        List<OnnxValue> corners = graph.nodes("Split", List.of(boxes, graph.integers(2, 2)), 2, Map.of("axis", 2));
        OnnxValue size = graph.node("Sub", corners.get(1), corners.get(0));
        OnnxValue side = graph.node("ReduceMin", List.of(size), Map.of("axes", new long[] {2}, "keepdims", 1));
        OnnxValue area = graph.node("Greater", side, graph.scalar(0));
        OnnxValue enough = graph.node("GreaterOrEqual", scores, graph.scalar(TaskGraphs.LEAST_SCORE));
        return graph.node("Where", graph.node("And", area, enough), scores, graph.scalar(-1));
    }

    /** The highest values of each row with their positions; of equal ones the earlier first. */
    private List<OnnxValue> best(OnnxValue rows, int most) {
        OnnxValue there = graph.node("Shape", List.of(rows), Map.of("start", 1, "end", 2));
        OnnxValue count = graph.node("Min", there, graph.integers(most));
        return graph.nodes("TopK", List.of(rows, count), 2, Map.of("axis", 1));
    }

    /** Of {@code [B, N, 4]} the boxes at these positions, {@code [B, K] -> [B, K, 4]}. */
    private OnnxValue rows(OnnxValue boxes, OnnxValue positions) {
        OnnxValue index = graph.node("Unsqueeze", positions, graph.integers(2));
        return graph.node("GatherND", List.of(boxes, index), Map.of("batch_dims", 1));
    }

    /** Scores {@code [B, K]} of candidates, 0 where one is a duplicate of a better one of its class. */
    private OnnxValue suppressed(OnnxValue boxes, OnnxValue scores, OnnxValue kind) {
        long[] all = new long[classes];
        for (int i = 0; i < classes; i++) {
            all[i] = i;
        }
        OnnxValue column = graph.node("Reshape", graph.integers(all), graph.integers(1, classes, 1));
        OnnxValue own = graph.node("Equal", graph.node("Unsqueeze", kind, graph.integers(1)), column); // [B, C, K]
        OnnxValue byClass =
                graph.node("Where", own, graph.node("Unsqueeze", scores, graph.integers(1)), graph.scalar(-1));
        OnnxValue selected = graph.node(
                "NonMaxSuppression",
                boxes,
                byClass,
                graph.index(rules.suppression().maxDetections()),
                graph.scalar((float) rules.suppression().iouThreshold()),
                graph.scalar(Math.nextDown(TaskGraphs.LEAST_SCORE)));
        // [S, 3]: image, class, candidate
        OnnxValue places = graph.node("Gather", List.of(selected, graph.integers(0, 2)), Map.of("axis", 1));
        OnnxValue none = graph.node("ConstantOfShape", graph.node("Shape", scores));
        return graph.node("ScatterND", none, places, graph.node("GatherND", scores, places));
    }

    /** {@code [4]}: width, height, width, height in pixels, from maps or pixels {@code [B, C, h, w]} of so many pixels a cell. */
    static OnnxValue input(OnnxGraph graph, OnnxValue map, int pixels) {
        OnnxValue sides = graph.node("Gather", graph.node("Shape", map), graph.integers(3, 2, 3, 2));
        return graph.cast(graph.node("Mul", sides, graph.integers(pixels)), ElementType.FLOAT);
    }
}
