package org.vpt4j.detect.task;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * A task as JSON: everything but the values of its tensors, whose names and shapes are listed.
 *
 * <p>Fields that a reader does not know are skipped, so a later version may add some; it raises {@link #FORMAT} when an
 * older reader would get something wrong.
 */
final class TaskDescription {

    /** Version of the form that is written here, and the highest one that is understood. */
    static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonFields root;

    private TaskDescription(JsonFields root) {
        this.root = root;
    }

    /** @param tensors under the names that they have in the file */
    static String write(Task task, Map<String, FloatTensor> tensors) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("classes", task.classes());
        json.put("method", named(task.method().name(), task.method().settings()));
        json.put("head", named(task.head().name(), task.head().settings()));
        json.put("preprocessing", preprocessing(task.preprocessing()));
        json.put("backbone", backbone(task.backbone()));
        json.put("threshold", task.threshold());
        json.put("provenance", provenance(task.provenance()));
        Map<String, long[]> shapes = new TreeMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        json.put("tensors", shapes);
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of plain values cannot fail to become JSON", e);
        }
    }

    /** @throws IllegalArgumentException if it is no JSON object of a format that is understood */
    static TaskDescription parse(String text) {
        JsonFields root;
        try {
            root = JsonFields.root(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the description is no JSON: " + Excerpt.of(e.getOriginalMessage()), e);
        }
        int format = root.integer("format");
        if (format > FORMAT) {
            throw new IllegalArgumentException("format: " + format + " is newer than " + FORMAT
                    + ", the newest that this version of vpt4j reads; update vpt4j");
        }
        if (format < 1) {
            throw new IllegalArgumentException("format: there is no version " + format);
        }
        return new TaskDescription(root);
    }

    /** Names in the file and shapes of the tensors. */
    Map<String, List<Integer>> tensors() {
        JsonFields tensors = root.object("tensors");
        return tensors.all(tensors::integers);
    }

    /** @throws IllegalArgumentException if a field is missing or wrong; the message starts with its path */
    Task toTask(Map<String, FloatTensor> prompt, Map<String, FloatTensor> head) {
        JsonFields method = root.object("method");
        JsonFields methodSettings = method.object("settings");
        JsonFields headFields = root.object("head");
        JsonFields headSettings = headFields.object("settings");
        JsonFields backbone = root.object("backbone");
        return new Task(
                root.texts("classes"),
                new TaskMethod(method.text("name"), methodSettings.all(methodSettings::text)),
                new TaskHead(headFields.text("name"), headSettings.all(headSettings::value)),
                preprocessing(root.object("preprocessing")),
                new TaskBackbone(backbone.text("name"), backbone.text("fingerprint")),
                root.number("threshold"),
                provenance(root.object("provenance")),
                prompt,
                head);
    }

    private static Map<String, Object> named(String name, Map<String, ?> settings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("settings", settings);
        return json;
    }

    private static Map<String, Object> backbone(TaskBackbone backbone) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", backbone.name());
        json.put("fingerprint", backbone.fingerprint());
        return json;
    }

    private static Map<String, Object> preprocessing(Preprocessing preprocessing) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("width", preprocessing.input().width());
        json.put("height", preprocessing.input().height());
        json.put("mean", preprocessing.normalization().mean());
        json.put("std", preprocessing.normalization().std());
        json.put("layers", preprocessing.layers());
        return json;
    }

    private static Preprocessing preprocessing(JsonFields json) {
        return new Preprocessing(
                new ImageSize(json.positive("width"), json.positive("height")),
                new Normalization(json.numbers("mean"), json.numbers("std")),
                json.integers("layers"));
    }

    private static Map<String, Object> provenance(Provenance provenance) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", provenance.dataFingerprint());
        json.put("seed", provenance.seed());
        json.put("settings", provenance.settings());
        json.put("metrics", provenance.metrics());
        json.put("version", provenance.version());
        json.put("created", provenance.created().toString());
        return json;
    }

    private static Provenance provenance(JsonFields json) {
        JsonFields settings = json.object("settings");
        JsonFields metrics = json.object("metrics");
        Instant created;
        try {
            created = Instant.parse(json.text("created"));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "provenance.created: no time: \"" + Excerpt.of(json.text("created")) + "\"", e);
        }
        return new Provenance(
                json.text("data"),
                json.longInteger("seed"),
                settings.all(settings::text),
                metrics.all(metrics::number),
                json.text("version"),
                created);
    }
}
