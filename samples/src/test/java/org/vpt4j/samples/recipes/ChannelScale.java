package org.vpt4j.samples.recipes;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.SplittableRandom;
import org.vpt4j.vision.encoder.PatchGrid;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.BranchTuning;
import org.vpt4j.vision.tuning.LayerSelection;

/**
 * The smallest branch tuning: each channel of the tokens that leave a layer is scaled by a learned factor.
 *
 * <p>Parameters: {@code layer.i.channels.scale [D]}, what is added to a factor of 1.
 */
record ChannelScale(LayerSelection layers) implements BranchTuning {

    @Override
    public String name() {
        return "channel-scale";
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(LayerSelection.SETTING, layers);
    }

    @Override
    public Map<String, TrainedBranch> grown() {
        return Map.of("channels", new Scale());
    }

    /** {@code x * scale}, which is added to x. */
    record Scale() implements TrainedBranch {
        @Override
        public Place place() {
            return Place.AFTER_MLP;
        }

        @Override
        public Map<String, Shape> shapes(int d) {
            return Map.of("scale", new Shape(d));
        }

        @Override
        public float[] start(String parameter, Shape shape, SplittableRandom random) {
            return new float[Math.toIntExact(shape.size())];
        }

        @Override
        public Script.Source source() {
            return new Script.Source(ChannelScale.class, "channel_scale.py");
        }

        @Override
        public OnnxGraph.Value write(OnnxGraph graph, OnnxGraph.Value x, OnnxWeights w, PatchGrid grid) {
            return graph.mul(x, w.constant("scale"));
        }
    }
}
