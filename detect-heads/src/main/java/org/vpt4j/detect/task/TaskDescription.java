package org.vpt4j.detect.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A task as JSON: everything but the values of its tensors, whose names and shapes are listed.
 *
 * <p>Every field is required and of the declared type, and texts have no control characters: they are used on terminals
 * and in file names. Unknown fields are skipped, so that a later version may add some; it raises {@link #FORMAT} if an
 * older reader would misinterpret the file.
 *
 * @param tensors names in the file, and shapes
 */
record TaskDescription(
        int format,
        List<String> classes,
        Task.Method method,
        Task.Head head,
        Pixels preprocessing,
        Task.Backbone backbone,
        double threshold,
        Origin provenance,
        Map<String, List<Integer>> tensors) {

    /** The newest format understood. It is written for tasks with tiles only, so that earlier versions read all others. */
    static final int FORMAT = 3;

    private static final int FORMAT_WITHOUT_TILES = 2;

    private static final String PREPROCESSING = "preprocessing";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .addModule(new SimpleModule()
                    .addDeserializer(String.class, new PlainText())
                    .addKeyDeserializer(String.class, new PlainKey()))
            .build();

    /**
     * How images enter the backbone.
     *
     * @param tiles as {@link Tiling#parse} reads it; in formats 1 and 2 there were none
     * @param overlap of the tiles
     */
    record Pixels(int width, int height, List<Double> mean, List<Double> std, String tiles, double overlap) {
        ImageSize input() {
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException(
                        "preprocessing." + (width < 1 ? "width: " + width : "height: " + height) + " is not above 0");
            }
            return new ImageSize(width, height);
        }

        Tiling tiling() {
            try {
                return Tiling.parse(tiles).withOverlap(overlap);
            } catch (ConfigException e) {
                throw new IllegalArgumentException("preprocessing.tiles: " + Excerpt.of(e.problem()), e);
            }
        }
    }

    record Origin(
            String data,
            long seed,
            Map<String, String> settings,
            Map<String, Double> metrics,
            String version,
            String created,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Task.Provenance.Start> start) {}

    /** @param tensors under the names that they have in the file */
    static String write(Task task, Map<String, FloatTensor> tensors) {
        Task.Preprocessing preprocessing = task.preprocessing();
        Normalization normalization = preprocessing.normalization();
        Task.Provenance provenance = task.provenance();
        Map<String, List<Integer>> shapes = new TreeMap<>();
        tensors.forEach((name, tensor) -> shapes.put(
                name, Arrays.stream(tensor.shape()).mapToObj(Math::toIntExact).toList()));
        boolean tiled = !preprocessing.tiles().isOff();
        TaskDescription description = new TaskDescription(
                tiled ? FORMAT : FORMAT_WITHOUT_TILES,
                task.classes(),
                task.method(),
                task.head(),
                new Pixels(
                        preprocessing.input().width(),
                        preprocessing.input().height(),
                        normalization.mean(),
                        normalization.std(),
                        preprocessing.tiles().toString(),
                        preprocessing.tiles().overlap()),
                task.backbone(),
                task.threshold(),
                new Origin(
                        provenance.dataFingerprint(),
                        provenance.seed(),
                        provenance.settings(),
                        provenance.metrics(),
                        provenance.version(),
                        provenance.created().toString(),
                        provenance.start().stream().toList()),
                shapes);
        try {
            ObjectNode json = JSON.valueToTree(description);
            if (!tiled) {
                ((ObjectNode) json.get(PREPROCESSING)).remove(List.of("tiles", "overlap"));
            }
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task's description does not become JSON", e);
        }
    }

    /**
     * Reads a description.
     *
     * @throws IllegalArgumentException if it is not a JSON object of a known format, or a field is missing or wrong;
     *     the message starts with the field's path, such as {@code preprocessing.width}
     */
    static TaskDescription parse(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the description is no JSON: " + Excerpt.of(e.getOriginalMessage()), e);
        }
        if (!(root instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the description is no JSON object");
        }
        JsonNode format = object.path("format");
        if (format.isInt() && format.intValue() > FORMAT) {
            throw new IllegalArgumentException("written by a newer vpt4j (format " + format + "; this one reads up to "
                    + FORMAT + "): update vpt4j");
        }
        if (format.isInt() && format.intValue() < 1) {
            throw new IllegalArgumentException("format: there is no version " + format);
        }
        if (format.isInt() && format.intValue() == 1) {
            upgrade(object);
        }
        if (object.get("provenance") instanceof ObjectNode provenance && !provenance.has("start")) {
            provenance.putArray("start"); // written only if there is one
        }
        if (!(format.isInt() && format.intValue() > FORMAT_WITHOUT_TILES)
                && object.get(PREPROCESSING) instanceof ObjectNode pixels) {
            pixels.put("tiles", Tiling.OFF.toString()).put("overlap", Tiling.OFF.overlap());
        }
        try {
            return JSON.treeToValue(object, TaskDescription.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(reason(e, object), e);
        }
    }

    /** In format 1 the head's layers belonged to preprocessing, and its settings could be numbers and booleans. */
    private static void upgrade(ObjectNode root) {
        if (root.get("head") instanceof ObjectNode head) {
            if (root.get(PREPROCESSING) instanceof ObjectNode preprocessing && preprocessing.has("layers")) {
                head.set("layers", preprocessing.get("layers"));
            }
            if (head.get("settings") instanceof ObjectNode settings) {
                settings.properties().forEach(setting -> {
                    if (setting.getValue().isNumber() || setting.getValue().isBoolean()) {
                        setting.setValue(TextNode.valueOf(setting.getValue().asText()));
                    }
                });
            }
        }
    }

    private static String reason(JsonProcessingException e, JsonNode root) {
        if (e.getCause() instanceof IllegalArgumentException refusal) { // by a record's own check
            return refusal.getMessage();
        }
        StringBuilder path = new StringBuilder();
        JsonNode value = root;
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                boolean inList = step.getFieldName() == null;
                path.append(inList ? "[" + step.getIndex() + "]" : (path.isEmpty() ? "" : ".") + step.getFieldName());
                value = inList ? value.path(step.getIndex()) : value.path(step.getFieldName());
            }
        }
        if (value.isMissingNode()) {
            return Excerpt.of(path) + ": missing";
        }
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        String needed = type == null ? "a number in range" : needed(type);
        return Excerpt.of(path) + ": " + needed + " is needed, not " + Excerpt.of(value);
    }

    private static String needed(Class<?> type) {
        if (type == String.class) {
            return "a text without control characters";
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return "an integer";
        }
        if (type == double.class || type == Double.class) {
            return "a number";
        }
        return List.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** @throws IllegalArgumentException if the values of a field are impossible; the message starts with its path */
    Task toTask(Map<String, FloatTensor> tuned, Map<String, FloatTensor> headTensors) {
        return new Task(
                classes,
                method,
                head,
                new Task.Preprocessing(
                        preprocessing.input(),
                        new Normalization(preprocessing.mean(), preprocessing.std()),
                        preprocessing.tiling()),
                backbone,
                threshold,
                new Task.Provenance(
                        provenance.data(),
                        provenance.seed(),
                        provenance.settings(),
                        provenance.metrics(),
                        provenance.version(),
                        created(),
                        provenance.start().stream().findFirst()),
                tuned,
                headTensors);
    }

    private Instant created() {
        try {
            return Instant.parse(provenance.created());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "provenance.created: no time: \"" + Excerpt.of(provenance.created()) + "\"", e);
        }
    }

    private static final class PlainText extends StdDeserializer<String> {
        private static final long serialVersionUID = 1;

        PlainText() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            boolean plain = parser.currentToken() == JsonToken.VALUE_STRING && isPlain(parser.getText());
            return plain ? parser.getText() : (String) context.handleUnexpectedToken(String.class, parser);
        }
    }

    private static final class PlainKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            return isPlain(key) ? key : context.handleWeirdKey(String.class, key, "control characters");
        }
    }

    private static boolean isPlain(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
