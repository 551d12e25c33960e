package org.vpt4j.samples.report;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingResult;

/**
 * A finished run with its measurement.
 *
 * @param training what the training gave
 * @param task the task that it wrote
 * @param config the effective settings
 * @param split the images that were measured: test, or validation where there is no test
 * @param evaluation what was measured
 * @param times what took how long
 */
public record RunOutcome(
        TrainingResult training,
        Task task,
        TrainingConfig config,
        Split split,
        Evaluation evaluation,
        Map<String, Duration> times) {
    public RunOutcome {
        times = Collections.unmodifiableMap(new LinkedHashMap<>(times));
    }

    /** Time of all parts. */
    public Duration total() {
        return times.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** The most memory that the process held, in bytes; 0 if unknown. */
    public long peakMemory() {
        return Math.max(training.peakMemory(), ProcessMemory.peakBytes().orElse(0));
    }

    /** The result as values for a JSON object. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("run", training.run().root().toString());
        map.put("task", training.run().task().toString());
        map.put("report", training.run().report().toString());
        map.put("method", config.method());
        map.put("backbone", config.backbone());
        map.put("seed", config.seed());
        map.put("input", training.plan().input().toString());
        map.put("epochs", training.history().size());
        map.put("best_epoch", training.best().epoch());
        map.put("trained_parameters", training.plan().trainedParameters());
        map.put("prompt_parameters", training.plan().promptParameters());
        map.put("frozen_parameters", training.plan().frozenParameters());
        map.put("seconds", total().toMillis() / 1000.0);
        map.put("training_seconds", training.seconds());
        map.put("peak_memory_bytes", peakMemory());
        map.put("findings", DataFacts.toList(training.data().findings()));
        map.putAll(EvaluationResult.toMap(evaluation, task.classes(), split.key()));
        return map;
    }
}
