package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A method that adds branches to the encoder's layers. The published weights are unchanged, but the layers compute
 * more, so its task cannot share an encoder with others. An implementation names the layers and the branches.
 *
 * <p>Parameters: those of each branch at each chosen layer, {@code layer.i.BRANCH.NAME}, with i from 0.
 */
public interface BranchTuning extends TuningMethod {

    /** The layers with branches. */
    LayerSelection layers();

    /** The branches of each such layer, by name. */
    Map<String, TrainedBranch> grown();

    private static String prefix(int layer, String branch) {
        return "layer." + (layer - 1) + "." + branch + ".";
    }

    @Override
    default Map<String, Shape> shapes(EncoderConfig config) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (int layer : layers().in(config.depth())) {
            grown().forEach((name, branch) -> branch.shapes(config.width())
                    .forEach((parameter, shape) -> shapes.put(prefix(layer, name) + parameter, shape)));
        }
        return shapes;
    }

    @Override
    default Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        Map<String, Shape> shapes = shapes(encoder.config());
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int layer : layers().in(encoder.config().depth())) {
            grown().forEach((name, branch) -> branch.shapes(encoder.config().width())
                    .forEach((parameter, shape) -> {
                        String full = prefix(layer, name) + parameter;
                        values.put(full, branch.start(parameter, shape, initialization.random(full)));
                    }));
        }
        return Leaves.of(owner, shapes, values::get);
    }

    @Override
    default List<Branch.Learned<Tensors>> branches(EncoderConfig config, Tensors parameters) {
        return learned(config, parameters::under);
    }

    @Override
    default Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE.withBranches(learned(frozen.config(), prefix -> {
            Map<String, FloatTensor> own = new LinkedHashMap<>();
            parameters.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    own.put(name.substring(prefix.length()), value);
                }
            });
            return own;
        }));
    }

    private <V> List<Branch.Learned<V>> learned(EncoderConfig config, Function<String, V> under) {
        List<Branch.Learned<V>> all = new ArrayList<>();
        grown().forEach((name, branch) -> {
            Map<Integer, V> byLayer = new LinkedHashMap<>();
            layers().in(config.depth()).forEach(layer -> byLayer.put(layer, under.apply(prefix(layer, name))));
            all.add(new Branch.Learned<>(branch, byLayer));
        });
        return all;
    }

    @Override
    default boolean sharesEncoder() {
        return false;
    }

    @Override
    default double learningRate() {
        return 1e-3;
    }

    @Override
    default int lowestLayer(EncoderConfig config) {
        return layers().first(config.depth());
    }

    /** A branch and its parameters at one layer. */
    interface TrainedBranch extends Branch {

        /**
         * Its parameters, in order.
         *
         * @param d token dimension D
         */
        Map<String, Shape> shapes(int d);

        /** Initial values of a parameter, row-major. */
        float[] start(String parameter, Shape shape, SplittableRandom random);
    }
}
