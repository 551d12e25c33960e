package org.vpt4j.vision.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.onnx.OnnxGraph;

/**
 * The description of an exported encoder, stored in the model's metadata.
 *
 * @param backbone its name
 * @param fingerprint of the backbone's weights
 * @param config of the encoder
 * @param normalization of the pixels
 * @param layers whose features it returns, as in {@link FeatureLayers}
 */
public record EncoderMetadata(
        String backbone, String fingerprint, EncoderConfig config, Normalization normalization, List<Integer> layers) {
    private static final String KIND = "vpt4j.kind";
    private static final String FORMAT = "vpt4j.format";
    private static final String ENCODER = "vpt4j.encoder";
    private static final String VERSION = "2";
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public EncoderMetadata {
        if (backbone == null || fingerprint == null || config == null || normalization == null || layers == null) {
            throw new IllegalArgumentException("backbone, fingerprint, config, normalization, or layers are missing");
        }
        layers = List.copyOf(layers);
        config.requireLayers(FeatureLayers.encoded(layers));
    }

    /** The description of a backbone. */
    public static EncoderMetadata of(Backbone backbone, List<Integer> layers) {
        return new EncoderMetadata(
                backbone.name(), backbone.fingerprint(), backbone.config(), backbone.normalization(), layers);
    }

    /** Adds this description to a graph's metadata. */
    public void write(OnnxGraph graph) {
        try {
            graph.metadata(KIND, "encoder");
            graph.metadata(FORMAT, VERSION);
            graph.metadata(ENCODER, JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a model's metadata.
     *
     * @param where its file, for messages
     * @throws WeightsException if it is not an encoder exported by vpt4j, or comes from a later version
     */
    public static EncoderMetadata read(Map<String, String> metadata, String where) {
        if (!"encoder".equals(metadata.get(KIND)) || metadata.get(ENCODER) == null) {
            throw new WeightsException(where + " is not an encoder that vpt4j exported (its metadata has "
                    + (metadata.containsKey(KIND) ? "vpt4j.kind = " + metadata.get(KIND) : "no vpt4j.kind")
                    + "); export one with \"vpt4j export --layout shared\"");
        }
        if (!VERSION.equals(metadata.get(FORMAT))) {
            throw new WeightsException(where + " has the format " + metadata.get(FORMAT)
                    + ", but this version of vpt4j reads only " + VERSION + "; update vpt4j or export it again");
        }
        try {
            return JSON.readValue(metadata.get(ENCODER), EncoderMetadata.class);
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    where + ": its description of the encoder is damaged (" + e.getOriginalMessage()
                            + "); export it again",
                    e);
        }
    }
}
