package org.vpt4j.detect.inference;

import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.head.Candidates;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxValue;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A task with its parts made and every tensor checked against what method, head and encoder ask for. It needs no engine:
 * inference, exported graphs and the training graph all start here.
 *
 * @param task as it was read
 * @param spec what its model consists of
 * @param head its head
 */
public record CheckedTask(Task task, ModelSpec spec, DetectionHead head) {

    /**
     * Makes and checks a task's parts for the backbone that it belongs to.
     *
     * @throws WeightsException if the task belongs to another backbone, or a tensor is missing, superfluous or misshapen
     * @throws org.vpt4j.vision.error.ConfigException if its method or head is not known, or a setting makes no sense
     */
    public static CheckedTask of(Task task, Backbone backbone) {
        return of(task, backbone.name(), backbone.fingerprint(), backbone.config());
    }

    /** The same for a backbone of which only this is known; throws as {@link #of(Task, Backbone)}. */
    public static CheckedTask of(Task task, String backbone, String fingerprint, EncoderConfig encoder) {
        task.backbone().require(backbone, fingerprint);
        ModelSpec spec = ModelSpec.of(task);
        spec.method().check(shapes(task.tuned()), encoder);
        DetectionHead head = spec.createHead(encoder);
        requireTensors(task, head);
        requireInput(spec, encoder);
        return new CheckedTask(task, spec, head);
    }

    private static void requireTensors(Task task, DetectionHead head) {
        Map<String, long[]> found = shapes(task.headTensors());
        for (Map.Entry<String, Shape> expected : head.shapes().entrySet()) {
            long[] actual = found.remove(expected.getKey());
            if (actual == null || !expected.getValue().equals(new Shape(actual))) {
                throw new WeightsException("the task's head tensor \"" + expected.getKey() + "\" "
                        + (actual == null ? "is missing" : "has the shape " + new Shape(actual)) + "; the head "
                        + head.name() + " asks for " + expected.getValue() + ": the file is damaged, train anew");
            }
        }
        if (!found.isEmpty()) {
            throw new WeightsException("the head " + head.name() + " has no tensors " + found.keySet()
                    + ": the task file is damaged, or of another version");
        }
    }

    private static void requireInput(ModelSpec spec, EncoderConfig encoder) {
        int last = spec.head().layers().get(spec.head().layers().size() - 1);
        if (last > encoder.depth()) {
            throw new WeightsException("the task's head reads layer " + last + ", but its backbone has "
                    + encoder.depth() + " layers: the file is damaged, train anew");
        }
        if (spec.input().width() % encoder.patch() != 0 || spec.input().height() % encoder.patch() != 0) {
            throw new WeightsException("the task's input " + spec.input() + " is no multiple of its backbone's patch "
                    + encoder.patch() + ": the file is damaged, train anew");
        }
    }

    private static Map<String, long[]> shapes(Map<String, FloatTensor> tensors) {
        Map<String, long[]> shapes = new HashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return shapes;
    }

    /** What its prompt comes to in the encoder and behind it. */
    public AdaptationConstants constants(EncoderWeights frozen) {
        return spec.method().constants(frozen, task.tuned());
    }

    /**
     * Adds all that lies behind the encoder to a graph: what its method has put there, and its head.
     *
     * @param constants its own
     * @param maps {@code [B, D, h, w]} for each of its {@linkplain ModelSpec#encoderLayers layers}
     */
    public Candidates writeHead(OnnxGraph graph, AdaptationConstants constants, Map<Integer, OnnxValue> maps) {
        List<OnnxValue> seen = FeatureAdapter.writeAll(graph, constants.features(), maps, spec.head().layers());
        return head.write(graph, seen, graph.weights(task.headTensors()));
    }
}
