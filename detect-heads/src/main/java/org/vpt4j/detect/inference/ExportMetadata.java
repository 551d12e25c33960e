package org.vpt4j.detect.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Resampler;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;

/**
 * Metadata of an exported detector or task: the description of the task file, and plain keys for readers that do not know
 * it.
 *
 * @param kind which of the files it is
 * @param task without the values of its tensors
 * @param suppressed whether its outputs are detections after non-maximum suppression, not raw candidates
 * @param needsSuppression whether the head's raw candidates need it
 * @param precision of the stored weights
 * @param fixed whether it takes images of the task's input size only
 */
public record ExportMetadata(
        Kind kind, Task task, boolean suppressed, boolean needsSuppression, WeightFormat precision, boolean fixed) {

    /** The files of an export that hold a task. */
    public enum Kind {
        /** From an encoder's feature maps to boxes and scores. */
        TASK,
        /** From normalised pixels to boxes and scores. */
        DETECTOR
    }

    private static final String KIND = "vpt4j.kind";
    private static final String FORMAT = "vpt4j.format";
    private static final String TASK = "vpt4j.task";
    private static final String NEEDED = "nms_needed";
    private static final String VERSION = "1";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes it to the metadata of a graph. */
    void write(OnnxGraph graph) {
        toMap().forEach(graph::metadata);
    }

    private Map<String, String> toMap() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(KIND, lower(kind));
        all.put(FORMAT, VERSION);
        all.put(TASK, TaskFile.description(task));
        all.put("classes", json(task.classes()));
        all.put("input_width", Integer.toString(task.preprocessing().input().width()));
        all.put("input_height", Integer.toString(task.preprocessing().input().height()));
        all.put("input", fixed ? "fixed" : "dynamic");
        all.put("mean", json(task.preprocessing().normalization().mean()));
        all.put("std", json(task.preprocessing().normalization().std()));
        all.put("letterbox", "centre");
        all.put(
                "padding_rgb",
                json(List.of(
                        Resampler.MEAN_COLOR >> 16, Resampler.MEAN_COLOR >> 8 & 0xff, Resampler.MEAN_COLOR & 0xff)));
        if (!task.preprocessing().tiles().isOff()) {
            all.put("tiles", task.preprocessing().tiles().toString());
            all.put("tile_overlap", Double.toString(task.preprocessing().tiles().overlap()));
        }
        all.put("layers", json(task.head().layers()));
        all.put("threshold", Double.toString(task.threshold()));
        all.put("nms", Boolean.toString(suppressed));
        all.put(NEEDED, Boolean.toString(needsSuppression));
        if (suppressed) {
            all.put("min_score", Float.toString(TaskGraphs.LEAST_SCORE));
        }
        all.put("precision", precision.label());
        return all;
    }

    /**
     * Reads it.
     *
     * @param metadata of a model
     * @param where its file, for messages
     * @throws WeightsException if it is not an export of vpt4j, damaged, or of a later version
     */
    public static ExportMetadata read(Map<String, String> metadata, String where) {
        String kind = metadata.get(KIND);
        if (!lower(Kind.TASK).equals(kind) && !lower(Kind.DETECTOR).equals(kind)) {
            throw new WeightsException(where + " is no detector that vpt4j exported (its metadata has "
                    + (kind == null ? "no " + KIND : KIND + " = " + Excerpt.of(kind))
                    + "); \"vpt4j export\" writes one");
        }
        if (!VERSION.equals(metadata.get(FORMAT))) {
            throw new WeightsException(where + " has the format " + metadata.get(FORMAT)
                    + ", but this version reads only " + VERSION + "; update vpt4j, or export the task again");
        }
        try {
            return new ExportMetadata(
                    Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    TaskFile.described(field(metadata, TASK)),
                    Boolean.parseBoolean(field(metadata, "nms")),
                    Boolean.parseBoolean(field(metadata, NEEDED)),
                    WeightFormat.named(field(metadata, "precision")),
                    field(metadata, "input").equals("fixed"));
        } catch (IllegalArgumentException | ConfigException e) {
            throw new WeightsException(
                    where + ": its description of the task is damaged (" + Excerpt.of(e.getMessage())
                            + "); export it again",
                    e);
        }
    }

    /** Decodes the outputs. */
    public DetectionDecoder decoder() {
        return new DetectionDecoder(
                task.classes(), needsSuppression, task.preprocessing().input());
    }

    private static String field(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new IllegalArgumentException("\"" + key + "\" is missing");
        }
        return value;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of plain values cannot fail to become JSON", e);
        }
    }
}
