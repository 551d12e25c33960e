package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.WeightsException;

/** Reads the small JSON files next to weights, without an {@code ObjectMapper}, which takes a third of a second to start. */
final class JsonFile {
    private static final long MAX_BYTES = 64L << 20;
    private static final JsonFactory JSON = new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonFile() {}

    /** An object with these values: nodes, texts, numbers, booleans and lists of these. */
    static ObjectNode object(Map<String, ?> values) {
        ObjectNode object = NODES.objectNode();
        values.forEach((key, value) -> object.set(key, node(value)));
        return object;
    }

    private static JsonNode node(Object value) {
        if (value instanceof JsonNode node) {
            return node;
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(entry -> array.add(node(entry)));
            return array;
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Number number) {
            return NODES.numberNode(number.doubleValue());
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        throw new IllegalArgumentException("no JSON is made of " + value);
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
        try (JsonParser parser = JSON.createParser(bytes)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            JsonNode json = object ? tree(parser) : NODES.missingNode();
            if (!object || parser.nextToken() != null) {
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

    /** The value that starts at the parser's token; the parser limits its depth. */
    private static JsonNode tree(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.set(name, tree(parser));
                }
                return object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(tree(parser));
                }
                return array;
            }
            case VALUE_NUMBER_INT -> {
                return switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            }
            case VALUE_NUMBER_FLOAT -> {
                return NODES.numberNode(parser.getDoubleValue());
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return NODES.booleanNode(parser.getBooleanValue());
            }
            case VALUE_NULL -> {
                return NODES.nullNode();
            }
            default -> {
                return NODES.textNode(parser.getText());
            }
        }
    }
}
