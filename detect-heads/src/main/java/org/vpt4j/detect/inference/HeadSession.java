package org.vpt4j.detect.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;

/**
 * A session for a head's graph with every weight as an input, so that all tasks with the same head graph share it and a
 * task costs only the memory of its values. Thread-safe. Owns native memory: close it.
 *
 * <p>Other inputs: {@code features.i [M, D, h, w]} for each encoder layer that is read, the image {@code features.0 [M, 3, H, W]}
 * if it is, and {@code rows [B]}, the indices
 * of the images to run on. Outputs: {@code scores [B, N, C]} and {@code boxes [B, N, 4]}.
 */
final class HeadSession implements AutoCloseable {
    private static final String ROWS = "rows";
    private static final String SCORES = "scores";
    private static final String BOXES = "boxes";

    private final OrtSession session;
    private final List<Integer> layers;
    private final int classes;

    private HeadSession(OrtSession session, List<Integer> layers, int classes) {
        this.session = session;
        this.layers = List.copyOf(layers);
        this.classes = classes;
    }

    /** The graph of everything after the encoder; its arguments are the values. */
    static OnnxGraph graph(
            CheckedTask task, Adaptation.Constants constants, EncoderConfig encoder, WeightFormat format) {
        // convolutions, which heads are made of, are not quantized
        OnnxGraph graph = OnnxGraph.detached("head", format == WeightFormat.INT8 ? WeightFormat.FP32 : format);
        OnnxGraph.Value rows = graph.input(ROWS, OnnxGraph.ElementType.INT64, "B");
        Map<Integer, OnnxGraph.Value> maps = new LinkedHashMap<>();
        for (int layer : task.spec().encoderLayers(encoder)) {
            boolean image = layer == FeatureLayers.IMAGE;
            OnnxGraph.Value all = graph.input(
                    features(layer),
                    OnnxGraph.ElementType.FLOAT,
                    "M",
                    FeatureLayers.channels(encoder, layer),
                    image ? "H" : "h",
                    image ? "W" : "w");
            maps.put(layer, graph.node("Gather", all, rows));
        }
        DetectionHead.Candidates candidates = task.writeHead(graph, constants, maps);
        graph.output(
                candidates.scores(),
                SCORES,
                OnnxGraph.ElementType.FLOAT,
                "B",
                "N",
                task.task().classes().size());
        graph.output(candidates.boxes(), BOXES, OnnxGraph.ElementType.FLOAT, "B", "N", 4);
        return graph;
    }

    private static String features(int layer) {
        return "features." + layer;
    }

    /** @param graph of {@link #graph} for this task */
    static HeadSession of(OnnxGraph graph, CheckedTask task, EncoderConfig encoder, RuntimeOptions options) {
        return new HeadSession(
                OnnxRuntime.session(graph, options),
                task.spec().encoderLayers(encoder),
                task.task().classes().size());
    }

    /** Layers whose features it reads. */
    List<Integer> layers() {
        return layers;
    }

    /**
     * Runs the head.
     *
     * @param rows images of the features to run on: B of them
     * @param arguments the values of a task's head
     */
    Proposals propose(OnnxEncoder.Features features, List<Integer> rows, Map<String, OnnxTensor> arguments) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>(arguments);
        layers.forEach(layer -> inputs.put(features(layer), features.layer(layer)));
        long[] chosen = rows.stream().mapToLong(Integer::longValue).toArray();
        try (OnnxTensor which = OnnxTensor.createTensor(
                OnnxRuntime.environment(), LongBuffer.wrap(chosen), new long[] {chosen.length})) {
            inputs.put(ROWS, which);
            try (OrtSession.Result result = session.run(inputs)) {
                return new Proposals(chosen.length, classes, copy(result, SCORES), copy(result, BOXES));
            }
        } catch (OrtException e) {
            throw OnnxRuntime.failed("run the head on " + Counted.of(chosen.length, "image", "images"), e);
        }
    }

    private static FloatBuffer copy(OrtSession.Result result, String name) {
        return ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
    }

    @Override
    public void close() {
        OnnxRuntime.close(session);
    }
}
