package org.vpt4j.vision.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.onnx.OnnxGraph;

/**
 * What an exported encoder's file says about itself, in the model's metadata.
 *
 * @param backbone its name
 * @param fingerprint of the backbone's weights
 * @param config its form
 * @param normalization of its pixels
 * @param layers that it gives the features of
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
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("there are no layers");
        }
        for (int layer : layers) {
            if (layer < 1 || layer > config.depth()) {
                throw new IllegalArgumentException("there is no layer " + layer + " of " + config.depth());
            }
        }
    }

    /** That of a backbone. */
    public static EncoderMetadata of(Backbone backbone, List<Integer> layers) {
        return new EncoderMetadata(
                backbone.name(), backbone.fingerprint(), backbone.config(), backbone.normalization(), layers);
    }

    /** Says it in the metadata of a graph. */
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
     * Reads what a file says.
     *
     * @param metadata of a model
     * @param where its file, for messages
     * @throws WeightsException if it is no encoder that was exported here, or of a later version
     */
    public static EncoderMetadata read(Map<String, String> metadata, String where) {
        if (!"encoder".equals(metadata.get(KIND)) || metadata.get(ENCODER) == null) {
            throw new WeightsException(where + " is no encoder that vpt4j exported (its metadata says "
                    + (metadata.containsKey(KIND) ? "vpt4j.kind = " + metadata.get(KIND) : "nothing of vpt4j")
                    + "); write one with \"vpt4j export --layout shared\"");
        }
        if (!VERSION.equals(metadata.get(FORMAT))) {
            throw new WeightsException(where + " has the format " + metadata.get(FORMAT) + ", but only " + VERSION
                    + " is known here; update vpt4j or export it again");
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
