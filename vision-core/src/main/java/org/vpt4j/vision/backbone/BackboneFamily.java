package org.vpt4j.vision.backbone;

import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.InputTransform;
import org.vpt4j.vision.image.Normalization;

/**
 * A family of backbones: what its {@code config.json} means and what its tensors are called. Stateless.
 *
 * <p>An archive on the class path adds one by its name in
 * {@code META-INF/services/org.vpt4j.vision.backbone.BackboneFamily}; the class is public and has a public constructor
 * without arguments.
 */
public interface BackboneFamily {

    /** The {@code model_type} in {@code config.json}. */
    String modelType();

    /**
     * The encoder that a {@code config.json} describes.
     *
     * @param json which also has the shapes of the tensors in the files: where they say more than the configuration
     * @throws org.vpt4j.vision.error.WeightsException if a key is missing, or asks for something that the encoder cannot
     *     do; the message names it
     * @throws IllegalArgumentException if the numbers do not fit together; the caller adds the file
     */
    EncoderConfig config(ModelConfig json);

    /** Where the encoder's tensors are stored. */
    NameMap names(ModelConfig json);

    /** How pixels are normalised if the folder has no {@code preprocessor_config.json} that says so. */
    Normalization normalization();

    /** How the family's own software prepares images if the folder has no {@code preprocessor_config.json} that says so. */
    default InputTransform transform(EncoderConfig config) {
        int side = config.position().grid() * config.patch();
        return InputTransform.squashed(side, side, InputTransform.Filter.BILINEAR, normalization());
    }
}
