package org.vpt4j.detect.head;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.Parity;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * {@link Parity} of a detection head: what {@link DetectionHead#network} proposes and what {@link DetectionHead#write}
 * computes, on the same random weights and maps.
 */
public final class HeadParity {
    private static final int[][] SIZES = {{2, 5, 6}, {1, 8, 3}, {1, 1, 1}}; // images, rows, columns

    private HeadParity() {}

    /**
     * Checks a head on several sizes of maps.
     *
     * @param layers that the head reads, as in {@link FeatureLayers}
     * @return the largest difference of a score or box, relative to the larger of 1 and the two numbers
     * @throws AssertionError if it is above the tolerance; the message says where
     */
    public static double check(DetectionHead head, EncoderConfig encoder, List<Integer> layers, double tolerance) {
        Map<String, FloatTensor> values = Parity.random(head.shapes());
        OnnxGraph graph = new OnnxGraph(head.name(), WeightFormat.FP32);
        List<OnnxGraph.Value> inputs = new ArrayList<>();
        for (int layer : layers) {
            int channels = FeatureLayers.channels(encoder, layer);
            inputs.add(
                    graph.input("map." + layer, OnnxGraph.ElementType.FLOAT, "B", channels, "h" + layer, "w" + layer));
        }
        DetectionHead.Candidates candidates = head.write(graph, inputs, graph.weights(values));
        graph.output(candidates.scores(), "scores", OnnxGraph.ElementType.FLOAT, "B", "N", "C");
        graph.output(candidates.boxes(), "boxes", OnnxGraph.ElementType.FLOAT, "B", "N", 4);

        double largest = 0;
        try (NDManager scope = NDManager.newBaseManager("PyTorch");
                HeadNetwork network = head.network(Precision.FLOAT32)) {
            for (int[] size : SIZES) {
                Map<String, FloatTensor> given = new LinkedHashMap<>();
                ImageSize input = new ImageSize(size[2] * encoder.patch(), size[1] * encoder.patch());
                for (int layer : layers) {
                    int channels = FeatureLayers.channels(encoder, layer);
                    ImageSize grid = FeatureLayers.grid(encoder, layer, input);
                    given.put(
                            "map." + layer,
                            Parity.random("map" + layer, size[0], channels, grid.height(), grid.width()));
                }
                NDList arrays = new NDList();
                given.values().forEach(map -> arrays.add(map.toArray(scope)));
                Proposals expected =
                        network.proposals(network.forward(scope, arrays, Parity.tensors(scope, values), false));
                Map<String, FloatTensor> actual = Parity.run(graph, given);
                String where = "head " + head.name() + " on maps of " + size[1] + "x" + size[2] + ", ";
                long locations = expected.locations();
                largest = Math.max(
                        largest,
                        Parity.compare(
                                where + "scores",
                                tensor(expected.scores(), size[0], locations, expected.classes()),
                                actual.get("scores"),
                                tolerance));
                largest = Math.max(
                        largest,
                        Parity.compare(
                                where + "boxes",
                                tensor(expected.boxes(), size[0], locations, 4),
                                actual.get("boxes"),
                                tolerance));
            }
        }
        return largest;
    }

    private static FloatTensor tensor(FloatBuffer buffer, long... shape) {
        float[] values = new float[buffer.limit()];
        buffer.get(0, values);
        return new FloatTensor(shape, values);
    }
}
