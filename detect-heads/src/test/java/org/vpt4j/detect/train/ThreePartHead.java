package org.vpt4j.detect.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeadProvider;
import org.vpt4j.detect.head.DetectionHeads;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/** A plug-in head: a small dense one whose loss has a third part, a constant that its only setting gives. */
record ThreePartHead(DetectionHead dense, String extra, List<String> classes) implements DetectionHead {

    private static final Setting<String> EXTRA = Setting.text("extra", "0", "F", "the third part of the loss");

    /** Registers it under the name {@code three-part}. */
    public static final class Provider implements DetectionHeadProvider {
        @Override
        public String name() {
            return "three-part";
        }

        @Override
        public String summary() {
            return "a head of a test";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(EXTRA);
        }

        @Override
        public DetectionHead create(
                Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
            Map<String, String> small = Map.of("neck", "16", "channels", "16", "groups", "4", "convolutions", "1");
            return new ThreePartHead(
                    DetectionHeads.create("dense", Settings.of(small), classes, encoder, layers),
                    settings.get(EXTRA),
                    classes);
        }
    }

    @Override
    public String name() {
        return "three-part";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(EXTRA, extra);
    }

    @Override
    public Map<String, Shape> shapes() {
        return dense.shapes();
    }

    @Override
    public Tensors initialise(NDManager owner, long seed) {
        return dense.initialise(owner, seed);
    }

    @Override
    public boolean decays(String parameter) {
        return dense.decays(parameter);
    }

    @Override
    public Set<String> classParameters() {
        return dense.classParameters();
    }

    @Override
    public boolean needsSuppression() {
        return dense.needsSuppression();
    }

    @Override
    public DetectionHead.Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights weights) {
        return dense.write(graph, maps, weights);
    }

    @Override
    public HeadNetwork network(Precision precision) {
        HeadNetwork inner = dense.network(precision);
        float constant = Float.parseFloat(extra);
        return new HeadNetwork() {
            @Override
            public NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients) {
                return inner.forward(scope, maps, parameters, gradients);
            }

            @Override
            public HeadNetwork.Loss loss(
                    NDManager scope, NDList outputs, ImageSize input, List<List<Annotation>> truth) {
                HeadNetwork.Loss two = inner.loss(scope, outputs, input, truth);
                NDArray total = two.total().add(constant);
                total.attach(scope);
                Map<String, Float> parts = new LinkedHashMap<>(two.parts());
                parts.put("extra", constant);
                return new HeadNetwork.Loss(total, parts);
            }

            @Override
            public Proposals proposals(NDList outputs) {
                return inner.proposals(outputs);
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }
}
