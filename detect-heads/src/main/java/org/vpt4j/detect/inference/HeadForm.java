package org.vpt4j.detect.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.head.Candidates;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.onnx.ElementType;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.Features;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;

/**
 * A head's network without its values, as a session that all tasks with a head of this form share: an input for every
 * weight, so that a task costs what its values take and no session of its own. For several threads. Owns native memory:
 * close it.
 *
 * <p>Besides the weights: {@code features.i [M, D, h, w]} for each of the encoder layers that are read, and {@code rows [B]},
 * which of the M to look at; out come {@code scores [B, N, C]} and {@code boxes [B, N, 4]}.
 */
final class HeadForm implements AutoCloseable {
    private static final String ROWS = "rows";
    private static final String SCORES = "scores";
    private static final String BOXES = "boxes";

    private final OrtSession session;
    private final List<Integer> layers;
    private final int classes;

    private HeadForm(OrtSession session, List<Integer> layers, int classes) {
        this.session = session;
        this.layers = List.copyOf(layers);
        this.classes = classes;
    }

    /** The graph of all that a task has behind the encoder; its arguments are the values. */
    static OnnxGraph graph(
            CheckedTask task, AdaptationConstants constants, EncoderConfig encoder, WeightFormat format) {
        // convolutions, which heads are made of, are not quantized
        OnnxGraph graph = OnnxGraph.detached("head", format == WeightFormat.INT8 ? WeightFormat.FP32 : format);
        OnnxValue rows = graph.input(ROWS, ElementType.INT64, "B");
        Map<Integer, OnnxValue> maps = new LinkedHashMap<>();
        for (int layer : task.spec().encoderLayers(encoder)) {
            OnnxValue all = graph.input(features(layer), ElementType.FLOAT, "M", encoder.width(), "h", "w");
            maps.put(layer, graph.node("Gather", all, rows));
        }
        Candidates candidates = task.writeHead(graph, constants, maps);
        graph.output(
                candidates.scores(),
                SCORES,
                ElementType.FLOAT,
                "B",
                "N",
                task.task().classes().size());
        graph.output(candidates.boxes(), BOXES, ElementType.FLOAT, "B", "N", 4);
        return graph;
    }

    private static String features(int layer) {
        return "features." + layer;
    }

    /** @param graph of {@link #graph} for this task */
    static HeadForm of(OnnxGraph graph, CheckedTask task, EncoderConfig encoder, RuntimeOptions options) {
        return new HeadForm(
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
     * @param rows images of the features to look at: B of them
     * @param arguments the values of a task's head
     */
    Proposals propose(Features features, List<Integer> rows, Map<String, OnnxTensor> arguments) {
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
