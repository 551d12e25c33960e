package org.vpt4j.vision.backbone;

import java.util.Set;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.Normalization;

/** A kind of backbone: what its configuration means and how its tensors are called. Stateless. */
public interface BackboneFamily {

    /** The values of {@code model_type} that it answers to. */
    Set<String> modelTypes();

    /**
     * The encoder that a {@code config.json} describes.
     *
     * @throws org.vpt4j.vision.error.WeightsException if a key is missing, or asks for something the encoder cannot do;
     *     the message names it
     */
    EncoderConfig config(ModelConfig json);

    /**
     * Where the encoder's tensors are among the stored ones.
     *
     * @param json the model's configuration
     * @param stored names of all tensors in the weight files
     */
    NameMap names(ModelConfig json, Set<String> stored);

    /** How pixels are normalised if the folder's {@code preprocessor_config.json} does not say. */
    Normalization normalization();
}
