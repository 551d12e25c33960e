package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.LearnedWords;

/**
 * A way to adapt an encoder: its trainable parameters, their initial values, how they are trained, and (as an
 * {@link Adaptation}) where they act. Immutable: the parameters' values are stored elsewhere.
 */
public interface TuningMethod extends Adaptation {

    /** Its name in {@link org.vpt4j.vision.tuning.TuningMethods}, such as {@code vpt-deep}. */
    String name();

    /** All its settings: {@code TuningMethods.create(name(), settings())} makes an equal method. */
    Settings settings();

    /**
     * This method for images of this size, which pixel prompts depend on. Called before parameters are made; other
     * methods are unaffected.
     *
     * @throws org.vpt4j.vision.error.ConfigException if it does not fit there
     */
    default TuningMethod on(ImageSize input) {
        return this;
    }

    /**
     * This method for this backbone and these classes, which learned words depend on. Called before parameters are made;
     * other methods are unaffected.
     *
     * @param classes names, in the order of the class ids
     * @throws org.vpt4j.vision.error.ConfigException if the backbone does not have what the method needs
     */
    default TuningMethod on(Backbone backbone, List<String> classes) {
        return this;
    }

    /**
     * Values of parameters that the backbone gives instead of a seed, such as vectors that start as words; none by default.
     *
     * @param drawn the initial values of all parameters
     */
    default Map<String, FloatTensor> given(Backbone backbone, Map<String, FloatTensor> drawn) {
        return Map.of();
    }

    /** The words that it learns for heads that know their classes by their names; none by default. */
    default Optional<LearnedWords> words() {
        return Optional.empty();
    }

    /**
     * The adaptation for one training step, for methods that use randomness (dropout, a place).
     *
     * @param seed new for each step, the same when a step is repeated: it determines everything that is drawn
     */
    default Adaptation inTraining(long seed) {
        return this;
    }

    /**
     * The methods that it is the sum of, by the prefix of their parameters' names; by default itself, without a prefix.
     */
    default Map<String, TuningMethod> parts() {
        return Map.of("", this);
    }

    /**
     * Names and shapes of the parameters.
     *
     * @throws org.vpt4j.vision.error.ConfigException if the settings do not fit this encoder, such as a layer too many
     */
    Map<String, Shape> shapes(EncoderConfig config);

    /**
     * Initial parameters: leaves that require gradients.
     *
     * @param owner owner of the arrays
     * @throws org.vpt4j.vision.error.ConfigException as {@link #shapes}
     */
    Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization);

    /** The layers for whose inputs an {@link Initialization} is queried, ascending; 1 is the first. */
    default List<Integer> promptLayers(EncoderConfig config) {
        return List.of();
    }

    /**
     * The encoder layers whose features are {@linkplain Adaptation#features read} on their way to the head, ascending,
     * in addition to those that the head requests; 1 is the first.
     */
    default List<Integer> readLayers(EncoderConfig config) {
        return List.of();
    }

    /**
     * Whether the encoder is unchanged, so that many tasks can share it, even in one batch. A task whose method changes
     * its weights or adds {@linkplain Adaptation#branches branches} needs an encoder of its own.
     */
    default boolean sharesEncoder() {
        return true;
    }

    /** Canonical names of the encoder weights that this method replaces. */
    default Set<String> changedWeights(EncoderConfig config) {
        return Set.of();
    }

    /** Suitable AdamW learning rate for this method. */
    default double learningRate() {
        return 1e-2;
    }

    /** Learning-rate factor of one parameter. */
    default double learningRateScale(String parameter, EncoderConfig config) {
        return 1;
    }

    /** Whether weight decay applies to a parameter. */
    default boolean decays(String parameter) {
        return false;
    }

    /**
     * The lowest layer whose output depends on the parameters: 1 is the first, L + 1 means none. Layers below it give
     * the same output for the same pixels in every epoch, and need no backward pass.
     */
    int lowestLayer(EncoderConfig config);

    /**
     * The learned parameters as constants for inference, with the same effect as this {@link Adaptation} in training.
     *
     * @param frozen the encoder's weights, for methods that change them
     * @param parameters as named and shaped by {@link #shapes}
     */
    Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters);

    /**
     * Checks parameters that were read from a file.
     *
     * @param found names and shapes in the file
     * @throws WeightsException if one is missing or unexpected, or has another shape
     */
    default void check(Map<String, long[]> found, EncoderConfig config) {
        Map<String, Shape> expected = shapes(config);
        expected.forEach((name, shape) -> {
            long[] actual = found.get(name);
            if (actual == null) {
                throw new WeightsException("the parameter \"" + name + "\" of " + name() + " is missing");
            }
            if (!Arrays.equals(actual, shape.getShape())) {
                throw new WeightsException("the parameter \"" + name + "\" of " + name() + " has the shape "
                        + Arrays.toString(actual) + ", but its settings and the encoder ask for "
                        + Arrays.toString(shape.getShape()));
            }
        });
        for (String name : found.keySet()) {
            if (!expected.containsKey(name)) {
                throw new WeightsException(name() + " has no parameter \"" + name + "\"");
            }
        }
    }
}
