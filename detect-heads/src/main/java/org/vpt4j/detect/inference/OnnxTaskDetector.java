package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.task.Preprocessing;

/** A task on ONNX Runtime with an encoder of its own. Any number of threads detect at the same time. */
final class OnnxTaskDetector implements TaskDetector {
    private final TaskRunner runner;
    private final LoadedTask task;

    /** Takes both over. */
    OnnxTaskDetector(TaskRunner runner, LoadedTask task) {
        this.runner = runner;
        this.task = task;
    }

    @Override
    public List<String> classes() {
        return task.classes();
    }

    @Override
    public double threshold() {
        return task.threshold();
    }

    @Override
    public Preprocessing preprocessing() {
        return task.preprocessing();
    }

    @Override
    public List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore) {
        List<TaskRunner.Look> looks = IntStream.range(0, images)
                .mapToObj(row -> new TaskRunner.Look(row, task, minScore))
                .toList();
        return runner.detect(
                pixels.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer(),
                images,
                task.preprocessing().canvas(),
                List.of(task.prompt()),
                looks);
    }

    @Override
    public void close() {
        task.close();
        runner.close();
    }
}
