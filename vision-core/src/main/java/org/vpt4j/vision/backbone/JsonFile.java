package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;

/** Reads the small JSON files next to weights. */
final class JsonFile {
    private static final long MAX_BYTES = 64L << 20;
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private JsonFile() {}

    /** An object with these values. */
    static ObjectNode object(Map<String, ?> values) {
        return JSON.valueToTree(values);
    }

    /**
     * @throws WeightsException if it is not a JSON object
     * @throws FileException if it cannot be read
     */
    static JsonNode read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new WeightsException(file + " has " + size + " bytes: this is not the JSON of a model");
            }
            return parse(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new FileException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws WeightsException if it is not a JSON object */
    static JsonNode parse(byte[] bytes, String file) {
        try {
            JsonNode json = JSON.readTree(bytes);
            if (json == null || !json.isObject()) {
                throw new WeightsException(file + " is not a JSON object; copy or download it again");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file + " line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + " is not valid JSON: "
                            + Excerpt.of(e.getOriginalMessage()) + "; copy or download it again",
                    e);
        } catch (IOException e) {
            throw new AssertionError("an array of bytes cannot fail", e);
        }
    }
}
