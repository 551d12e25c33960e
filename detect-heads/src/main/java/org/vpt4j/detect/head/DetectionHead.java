package org.vpt4j.detect.head;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Detects objects on the encoder's feature maps: a small trainable network, the names of its parameters, and its two
 * forms, for training ({@link #network}) and for inference ({@link #write}).
 *
 * <p>A value: it holds neither parameters nor native resources, and only {@link #network} and {@link #initialise} need
 * an engine. Coordinates are xyxy in pixels of the input, the image as the encoder saw it.
 */
public interface DetectionHead {

    /** The name it is registered, configured and saved under. */
    String name();

    /** All its settings: {@link DetectionHeads#create} makes an equal head from them. */
    Settings settings();

    /** Name and shape of every parameter, in order. */
    Map<String, Shape> shapes();

    /**
     * Initial parameters: leaves that require gradients.
     *
     * @param owner owner of the arrays
     * @param seed the same seed gives the same values
     */
    Tensors initialise(NDManager owner, long seed);

    /** Whether weight decay applies to this parameter: to matrices and kernels, not to norms, biases and scales. */
    boolean decays(String parameter);

    /**
     * Whether this parameter is a kernel between hidden layers, {@code [out, in, …]}: Muon may train it as one matrix. None
     * by default.
     */
    default boolean hidden(String parameter) {
        return false;
    }

    /**
     * Names of the parameters whose first axis begins with one row for each class, in the order of the classes; rows
     * after these belong to no class. None by default.
     *
     * <p>A training that starts from another task keeps the rows of classes that both have. A new class starts from the
     * mean of the other task's rows if it has several, else, and where a row is a single number (a bias), from its
     * initial value. All other parameters are kept. With a head that names none here, parameters whose shape depends on the number of classes can
     * be kept only if that number is the same.
     */
    default Set<String> classParameters() {
        return Set.of();
    }

    /**
     * Values of parameters that come from the backbone instead of from a seed, such as embeddings of the class names; none
     * by default. Called once, before a training or for a task without one.
     *
     * @throws org.vpt4j.vision.error.ConfigException if the backbone does not have what the head needs
     */
    default Map<String, FloatTensor> given(Backbone backbone) {
        return Map.of();
    }

    /** Whether a parameter is trained; all are by default. */
    default boolean trains(String parameter) {
        return true;
    }

    /**
     * Name of the parameter {@code [C, E]} with an embedding of each class name, in the space of the backbone's texts, for a
     * head that knows its classes by these alone: other classes need no training. Empty by default.
     */
    default Optional<String> classEmbeddings() {
        return Optional.empty();
    }

    /** Which of its maps, from 0, has the patches that are compared with the {@linkplain #classEmbeddings names}. */
    default int wordMap() {
        return 0;
    }

    /** Whether several candidates can be the same object, so that non-maximum suppression is needed. */
    boolean needsSuppression();

    /**
     * Its network and loss for training; the caller closes it.
     *
     * @param precision that its costly part may use, as the encoder does; outputs and gradients are always float32
     * @throws org.vpt4j.vision.error.ConfigException if no PyTorch engine is on the class path
     */
    HeadNetwork network(Precision precision);

    /**
     * The trained network in ONNX, for inference: any batch size, any map size.
     *
     * @param maps {@code [B, D, h, w]} for each chosen encoder layer, normalised, float32; {@code [B, 3, H, W]} for the
     *     {@linkplain org.vpt4j.vision.encoder.FeatureLayers#IMAGE image}
     * @param w the parameters, as named and shaped by {@link #shapes}
     * @return the same numbers as {@link HeadNetwork#proposals}
     */
    Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w);

    /**
     * A head's outputs in an ONNX graph; N is the head's own number of locations.
     *
     * @param scores {@code [B, N, C]}, each in 0..1
     * @param boxes {@code [B, N, 4]}, xyxy in input pixels
     */
    record Candidates(OnnxGraph.Value scores, OnnxGraph.Value boxes) {}
}
