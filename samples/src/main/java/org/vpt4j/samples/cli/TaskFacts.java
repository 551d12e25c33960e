package org.vpt4j.samples.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.tuning.TuningMethods;

/** The properties of a task, by name. */
final class TaskFacts {
    private TaskFacts() {}

    /** All properties, most important first. */
    public static Map<String, Object> of(Task task) {
        Task.Provenance provenance = task.provenance();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("classes", task.classes());
        facts.put("method", task.method().name());
        facts.put("method_settings", task.method().settings());
        facts.put("shares_encoder", sharesEncoder(task.method()));
        facts.put("tuned_parameters", count(task.tuned()));
        facts.put("head", task.head().name());
        facts.put("head_settings", task.head().settings());
        facts.put("head_parameters", count(task.headTensors()));
        facts.put("backbone", task.backbone().name());
        facts.put("backbone_fingerprint", task.backbone().fingerprint());
        facts.put("input", task.preprocessing().input().toString());
        facts.put("feature_layers", task.head().layers());
        facts.put("threshold", task.threshold());
        facts.put("created", provenance.created().toString());
        facts.put("vpt4j", provenance.version());
        facts.put("data_fingerprint", provenance.dataFingerprint());
        facts.put("seed", provenance.seed());
        provenance.start().ifPresent(start -> {
            facts.put("start", start.name());
            facts.put("start_fingerprint", start.fingerprint());
        });
        facts.put("metrics", provenance.metrics());
        facts.put("settings", provenance.settings());
        return facts;
    }

    /** Whether other tasks can run on the same encoder; a message if the method is a missing plug-in. */
    private static Object sharesEncoder(Task.Method method) {
        try {
            return TuningMethods.create(method.name(), method.settings()).sharesEncoder();
        } catch (ConfigException e) {
            return "unknown: " + e.getMessage();
        }
    }

    private static long count(Map<String, FloatTensor> tensors) {
        return tensors.values().stream().mapToLong(FloatTensor::size).sum();
    }
}
