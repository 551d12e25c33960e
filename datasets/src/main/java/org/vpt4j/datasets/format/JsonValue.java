package org.vpt4j.datasets.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A value in a JSON file that knows its place, for messages: {@code a.json shapes[2].points}.
 *
 * @param file the file's name below the dataset's folder
 * @param path of the value in it; empty for the whole
 */
record JsonValue(JsonNode node, String file, String path) {
    /** Annotation tools embed images in their files; a longer text is no image that could be read. */
    private static final int LONGEST_TEXT = 200_000_000;

    private static final int LOOKED_AT = 50_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    /**
     * Reads a file.
     *
     * @param name below the dataset's folder
     * @throws DatasetException if it is not JSON; the message names the line
     */
    static JsonValue read(Path file, String name) {
        try (JsonParser json = FACTORY.createParser(file.toFile())) {
            json.setCodec(MAPPER);
            JsonNode root = json.readValueAsTree();
            return new JsonValue(root == null ? MissingNode.getInstance() : root, name, "");
        } catch (JsonProcessingException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw new DatasetException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** What is wrong with a file that is not JSON, and in which line. */
    static DatasetException broken(Path file, JsonProcessingException e) {
        if (e.getOriginalMessage().startsWith("Invalid UTF-8")) {
            try {
                TextFile.read(file);
            } catch (DatasetException encoding) {
                return encoding;
            }
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        return new DatasetException(
                new FilePosition(file.toString(), line) + ": broken JSON: " + e.getOriginalMessage(), e);
    }

    /** Reads a text that is JSON, such as a cell of a table. */
    static JsonValue parse(String text, FilePosition position) {
        try {
            return new JsonValue(MAPPER.readTree(text), position.toString(), "");
        } catch (JsonProcessingException e) {
            throw new DatasetException(position + ": broken JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * What a file looks like at its beginning.
     *
     * @param list whether it is a list
     * @param fields names of the fields of the object; of a list, of its first entry
     * @param inner names of the fields of the objects in these fields
     */
    record Look(boolean list, Set<String> fields, Set<String> inner) {
        private static final Look NOTHING = new Look(false, Set.of(), Set.of());

        boolean isObjectWith(String... names) {
            return !list && fields.containsAll(List.of(names));
        }
    }

    /** Looks at the first {@value #LOOKED_AT} tokens of a file; broken JSON has no fields behind the break. */
    static Look look(Path file) {
        Set<String> fields = new HashSet<>();
        Set<String> inner = new HashSet<>();
        boolean list = false;
        try (JsonParser json = FACTORY.createParser(file.toFile())) {
            JsonToken first = json.nextToken();
            list = first == JsonToken.START_ARRAY;
            if (!list && first != JsonToken.START_OBJECT) {
                return Look.NOTHING;
            }
            int depth = 1;
            int entries = 0;
            int top = list ? 2 : 1;
            for (int i = 0; i < LOOKED_AT && depth > 0 && entries < 2; i++) {
                JsonToken token = json.nextToken();
                if (token == null) {
                    break;
                }
                if (token.isStructStart()) {
                    depth++;
                    entries += list && depth == 2 ? 1 : 0;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.FIELD_NAME && entries < 2 && depth == top) {
                    fields.add(json.currentName());
                } else if (token == JsonToken.FIELD_NAME && depth == top + 1) {
                    inner.add(json.currentName());
                }
            }
        } catch (IOException e) {
            return new Look(list, fields, inner); // reading it reports the error, if the beginning is that of a format
        }
        return new Look(list, fields, inner);
    }

    JsonValue get(String field) {
        return new JsonValue(node.path(field), file, path.isEmpty() ? field : path + "." + field);
    }

    /** The first of some fields that is there; else missing. */
    JsonValue any(String... fields) {
        for (String field : fields) {
            if (get(field).exists()) {
                return get(field);
            }
        }
        return get(fields[0]);
    }

    /** Whether it is there and not null. */
    boolean exists() {
        return !node.isMissingNode() && !node.isNull();
    }

    boolean isText() {
        return node.isTextual();
    }

    boolean isObject() {
        return node.isObject();
    }

    /** The entries of a list; none if it is missing. */
    List<JsonValue> items() {
        if (!exists()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong("a list");
        }
        List<JsonValue> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonValue(node.get(i), file, path + "[" + i + "]"));
        }
        return items;
    }

    /** The fields of an object, in order; none if it is missing. */
    Map<String, JsonValue> fields() {
        if (!exists()) {
            return Map.of();
        }
        if (!node.isObject()) {
            throw wrong("an object {…}");
        }
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> fields.put(name, get(name)));
        return fields;
    }

    /** The text, without spaces at its ends. */
    String text() {
        if (!node.isTextual() && !node.isNumber() && !node.isBoolean()) {
            throw wrong("a text");
        }
        return node.asText().strip();
    }

    /** A finite number, which may be written as text. */
    double number() {
        OptionalDouble value =
                node.isNumber() || node.isTextual() ? FilePosition.finite(node.asText()) : OptionalDouble.empty();
        return value.orElseThrow(() -> wrong("a number"));
    }

    /** A width or height; 0 if it is missing. */
    int size() {
        return exists() ? (int) Math.max(0, number()) : 0;
    }

    boolean isTrue() {
        return node.asBoolean() || node.asText().equals("1");
    }

    /** The place, as findings name it. */
    FilePosition position() {
        return FilePosition.of(path.isEmpty() ? file : file + " " + path);
    }

    DatasetException wrong(String expected) {
        String found = node.toString();
        String shown = found.length() > 60 ? found.substring(0, 60) + "…" : found;
        return new DatasetException(
                position() + ": expected " + expected + ", but found " + (exists() ? shown : "nothing"));
    }
}
