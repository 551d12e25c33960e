package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.tensor.FloatTensor;

/** Two task files that should hold the same learned values. */
final class SameTasks {
    private SameTasks() {}

    /** Fails where a value of one differs from that of the other by more than 1e-6. */
    static void assertSame(Path first, Path second) {
        Task one = TaskFile.read(first);
        Task other = TaskFile.read(second);
        assertSame(one.tuned(), other.tuned());
        assertSame(one.headTensors(), other.headTensors());
    }

    private static void assertSame(Map<String, FloatTensor> first, Map<String, FloatTensor> second) {
        assertThat(second.keySet()).isEqualTo(first.keySet());
        first.forEach((name, tensor) -> {
            float[] values = second.get(name).values();
            for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(values[i] - tensor.values()[i])).as(name).isLessThanOrEqualTo(1e-6f);
            }
        });
    }
}
