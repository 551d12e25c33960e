package org.vpt4j.detect.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.detect.head.PostProcessing.NonMaximumSuppression;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** Suppression inside of a graph gives the detections that it gives outside, in the same order. */
class SuppressionGraphPropertiesTest {
    private static final int CLASSES = 3;
    /** Few enough that both limits are met by the larger of the examples. */
    private static final PostProcessing RULES = new PostProcessing(40, new NonMaximumSuppression(0.6, 15));

    private static OrtSession suppressing;
    private static OrtSession ranking;

    @BeforeContainer
    static void open() {
        suppressing = session(true);
        ranking = session(false);
    }

    @AfterContainer
    static void close() throws OrtException {
        suppressing.close();
        ranking.close();
    }

    private static OrtSession session(boolean suppress) {
        OnnxGraph graph = new OnnxGraph("suppression", WeightFormat.FP32);
        OnnxGraph.Value scores = graph.input("scores", OnnxGraph.ElementType.FLOAT, "images", "locations", CLASSES);
        OnnxGraph.Value boxes = graph.input("boxes", OnnxGraph.ElementType.FLOAT, "images", "locations", 4);
        OnnxGraph.Value map = graph.input("map", OnnxGraph.ElementType.FLOAT, "images", 1, "rows", "columns");
        SuppressionGraph.Detections found = SuppressionGraph.write(
                graph,
                RULES,
                new DetectionHead.Candidates(scores, boxes),
                SuppressionGraph.input(graph, map, 8),
                CLASSES,
                suppress);
        graph.output(found.boxes(), "found_boxes", OnnxGraph.ElementType.FLOAT, "images", "detections", 4);
        graph.output(found.scores(), "found_scores", OnnxGraph.ElementType.FLOAT, "images", "detections");
        graph.output(found.classes(), "found_classes", OnnxGraph.ElementType.INT64, "images", "detections");
        return OnnxRuntime.session(graph, RuntimeOptions.DEFAULT.withThreads(1));
    }

    @Property(tries = 300)
    void theDetectionsAreThoseOfThePlainCode(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3) int images,
            @ForAll @IntRange(min = 1, max = 60) int locations,
            @ForAll boolean suppress)
            throws OrtException {
        Proposals proposals = proposals(new SplittableRandom(seed), images, locations);
        ImageSize input = new ImageSize(6 * 8, 5 * 8);

        List<List<Detection>> inside = run(suppress ? suppressing : ranking, proposals);

        for (int image = 0; image < images; image++) {
            assertThat(inside.get(image))
                    .isEqualTo(RULES.apply(proposals, image, suppress, input, TaskGraphs.LEAST_SCORE));
        }
    }

    /**
     * Boxes on a coarse raster, so that many overlap, by exactly the allowed part too, and lie outside or are empty;
     * scores of which many are equal, or too low, or none at all.
     */
    private static Proposals proposals(SplittableRandom random, int images, int locations) {
        int steps = random.nextInt(2, 200);
        double nothing = random.nextDouble();
        float[] scores = new float[images * locations * CLASSES];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextDouble() < nothing ? 0 : random.nextInt(steps) / (float) steps;
        }
        float[] boxes = new float[images * locations * 4];
        for (int i = 0; i < boxes.length; i += 4) {
            boxes[i] = 2 * random.nextInt(-4, 28);
            boxes[i + 1] = 2 * random.nextInt(-4, 24);
            boxes[i + 2] = boxes[i] + 2 * random.nextInt(0, 12);
            boxes[i + 3] = boxes[i + 1] + 2 * random.nextInt(0, 12);
        }
        return new Proposals(images, CLASSES, FloatBuffer.wrap(scores), FloatBuffer.wrap(boxes));
    }

    private static List<List<Detection>> run(OrtSession session, Proposals proposals) throws OrtException {
        int images = proposals.images();
        try (OnnxTensor scores = tensor(proposals.scores(), images, proposals.locations(), CLASSES);
                OnnxTensor boxes = tensor(proposals.boxes(), images, proposals.locations(), 4);
                OnnxTensor map = tensor(FloatBuffer.allocate(images * 30), images, 1, 5, 6);
                OrtSession.Result result = session.run(Map.of("scores", scores, "boxes", boxes, "map", map))) {
            float[][][] foundBoxes = (float[][][]) result.get(0).getValue();
            float[][] foundScores = (float[][]) result.get(1).getValue();
            long[][] foundClasses = (long[][]) result.get(2).getValue();
            List<List<Detection>> all = new ArrayList<>();
            for (int image = 0; image < images; image++) {
                List<Detection> found = new ArrayList<>();
                for (int i = 0; i < foundScores[image].length; i++) {
                    float[] box = foundBoxes[image][i];
                    if (foundClasses[image][i] < 0) {
                        assertThat(foundScores[image][i]).isZero();
                        assertThat(box).containsOnly(0);
                    } else {
                        assertThat(found).as("what is filled up comes last").hasSize(i);
                        found.add(new Detection(
                                (int) foundClasses[image][i],
                                new Box(box[0], box[1], box[2], box[3]),
                                foundScores[image][i]));
                    }
                }
                all.add(found);
            }
            return all;
        }
    }

    private static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(OnnxRuntime.environment(), values.duplicate(), shape);
    }
}
