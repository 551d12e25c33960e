package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A way to adapt an encoder: its trainable parameters, how they start, how they are trained, and (as an
 * {@link Adaptation}) where they enter. Immutable: the parameters' values live outside.
 */
public interface TuningMethod extends Adaptation {

    /** The name that {@link org.vpt4j.vision.tuning.TuningMethods} knows it by, such as {@code vpt-deep}. */
    String name();

    /** All settings of it: {@code TuningMethods.create(name(), settings())} makes an equal one. */
    Settings settings();

    /**
     * This method for images of this size: what lies on the pixels must know where they end. Asked before parameters are
     * made; what is not on the pixels stays as it is.
     *
     * @throws org.vpt4j.vision.error.ConfigException if it does not fit there
     */
    default TuningMethod on(ImageSize input) {
        return this;
    }

    /**
     * Where the parameters enter in one step of training, if chance has a part in it (dropout, a place).
     *
     * @param seed another one for each step, and the same for a step that is repeated: all that is drawn follows from it
     */
    default Adaptation inTraining(long seed) {
        return this;
    }

    /**
     * Names and shapes of the parameters.
     *
     * @throws org.vpt4j.vision.error.ConfigException if the settings do not fit this encoder, such as a layer too many
     */
    Map<String, Shape> shapes(EncoderConfig config);

    /**
     * Parameters as they are before training, leaves that require gradient.
     *
     * @param owner owner of the arrays
     * @throws org.vpt4j.vision.error.ConfigException as {@link #shapes}
     */
    Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization);

    /** The layers whose input an {@link Initialization} is asked about, ascending; 1 is the first. */
    default List<Integer> promptLayers(EncoderConfig config) {
        return List.of();
    }

    /**
     * The encoder layers whose features are {@linkplain Adaptation#features read} on their way to the head, ascending,
     * beside those that the head asks for; 1 is the first.
     */
    default List<Integer> readLayers(EncoderConfig config) {
        return List.of();
    }

    /**
     * Whether the encoder stays as it is, so that many tasks can share it, even in one batch. A task of a method that
     * changes its weights or grows {@linkplain Adaptation#branches branches} in it needs an encoder of its own.
     */
    default boolean sharesEncoder() {
        return true;
    }

    /** Canonical names of the encoder's weights that this method puts others in the place of. */
    default Set<String> changedWeights(EncoderConfig config) {
        return Set.of();
    }

    /** Learning rate for AdamW that this method works well with. */
    default double learningRate() {
        return 1e-2;
    }

    /** Factor on the learning rate for one parameter. */
    default double learningRateScale(String parameter, EncoderConfig config) {
        return 1;
    }

    /** Whether weight decay applies to a parameter. */
    default boolean decays(String parameter) {
        return false;
    }

    /**
     * The lowest layer whose output depends on the parameters: 1 is the first, L + 1 says none. What is below gives the
     * same for the same pixels in every epoch, and needs no backward pass.
     */
    int lowestLayer(EncoderConfig config);

    /**
     * The learned parameters as constants for inference, with the same effect as {@link Adaptation} has in training.
     *
     * @param frozen the encoder's weights, for methods that change them
     * @param parameters as named and shaped by {@link #shapes}
     */
    AdaptationConstants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters);

    /**
     * Checks parameters that were read from a file.
     *
     * @param found names and shapes in the file
     * @throws WeightsException if one is missing, is too many, or has another shape
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
