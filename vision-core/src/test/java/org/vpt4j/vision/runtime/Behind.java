package org.vpt4j.vision.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.tensor.FloatTensor;

/** What a task has put behind its encoder, as a graph of its own. */
public final class Behind {
    private Behind() {}

    /** The maps that a head gets, from those that the encoder gives. */
    public static Map<Integer, FloatTensor> adapted(Adaptation.Constants constants, Map<Integer, FloatTensor> maps) {
        if (constants.features().isEmpty()) {
            return maps;
        }
        List<Integer> layers = List.copyOf(maps.keySet());
        OnnxGraph graph = new OnnxGraph("behind", WeightFormat.FP32);
        Map<Integer, OnnxGraph.Value> inputs = new LinkedHashMap<>();
        maps.forEach((layer, map) -> inputs.put(
                layer, graph.input("in." + layer, OnnxGraph.ElementType.FLOAT, "B", map.shape()[1], "h", "w")));
        List<OnnxGraph.Value> seen = FeatureAdapter.writeAll(graph, constants.features(), inputs, layers);
        for (int i = 0; i < layers.size(); i++) {
            graph.output(
                    seen.get(i), EncoderGraph.features(layers.get(i)), OnnxGraph.ElementType.FLOAT, "B", "D", "h", "w");
        }
        return run(graph, maps);
    }

    private static Map<Integer, FloatTensor> run(OnnxGraph graph, Map<Integer, FloatTensor> maps) {
        Map<String, OnnxTensor> values = new HashMap<>();
        try (OrtSession session = OnnxRuntime.session(graph, new RuntimeOptions("cpu", 1))) {
            for (Map.Entry<Integer, FloatTensor> map : maps.entrySet()) {
                values.put(
                        "in." + map.getKey(),
                        OnnxTensor.createTensor(
                                OnnxRuntime.environment(),
                                Encoded.direct(map.getValue()),
                                map.getValue().shape()));
            }
            try (OnnxEncoder.Features features = new OnnxEncoder.Features(session.run(values), () -> {})) {
                Map<Integer, FloatTensor> copies = new LinkedHashMap<>();
                maps.keySet().forEach(layer -> copies.put(layer, features.copy(layer)));
                return copies;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            values.values().forEach(OnnxTensor::close);
        }
    }
}
