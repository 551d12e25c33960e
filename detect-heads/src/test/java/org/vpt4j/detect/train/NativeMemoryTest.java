package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.BufferedReader;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vpt4j.detect.inference.ImageBatch;

class NativeMemoryTest {
    private static final int STEPS_OF_AN_EPOCH = TinyWorld.TRAINING;
    private static final int WARM = 50;
    private static final int STEPS = 200;

    @TempDir
    Path root;

    @Test
    void aRunOfTwoHundredStepsWithItsValidationsHoldsNoMoreMemoryThanAtItsFiftieth() throws Exception {
        assumeTrue(ProcessMemory.residentBytes().isPresent(), "the system does not tell the resident set");
        var config = TinyWorld.in(root)
                .config("run")
                .with("batch", 1)
                .with("augment", "none")
                .with("epochs", STEPS / STEPS_OF_AN_EPOCH);
        Process process = TrainingProcess.start(config);
        List<Long> resident = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines()
                    .filter(line -> line.startsWith("step"))
                    .forEach(line -> resident.add(Long.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        }
        assertThat(process.waitFor()).isZero();
        assertThat(resident).hasSize(STEPS);
        double growth = (double) median(resident, STEPS) / median(resident, WARM) - 1;
        assertThat(growth).as("growth of the resident set").isLessThan(0.02);
    }

    /** Of the eleven steps up to this one: what a validation leaves to be collected moves single values. */
    private static long median(List<Long> values, int end) {
        return values.subList(end - 11, end).stream().sorted().toList().get(5);
    }

    @Test
    void aStepLeavesNoArrayBehind() {
        var config = TinyWorld.in(root).config("run");
        try (TrainingSession session = new TrainingSession(TrainingInputs.open(config))) {
            trainAnEpoch(session);
            session.validate(done -> {});
            int before = arrays(session.model().manager());
            assertThat(before)
                    .isGreaterThanOrEqualTo(
                            4 * session.model().parameters().names().size());
            for (int epoch = 0; epoch < 5; epoch++) {
                trainAnEpoch(session);
                session.validate(done -> {});
                session.checkpoint(Progress.start());
            }
            assertThat(arrays(session.model().manager())).isEqualTo(before);
        }
    }

    @Test
    void aClosedSessionHoldsNothing() {
        var config = TinyWorld.in(root).config("run");
        TrainingSession session = new TrainingSession(TrainingInputs.open(config));
        trainAnEpoch(session);
        List<NDArray> all = new ArrayList<>(session.model().parameters().values());
        all.addAll(session.optimizer().state().values());
        all.addAll(session.model().encoder().weights().values());
        NDManager manager = session.model().manager();
        session.close();
        assertThat(manager.isOpen()).isFalse();
        assertThat(all).allMatch(NDArray::isReleased);
        assertThat(arrays(manager)).isZero();
    }

    private static void trainAnEpoch(TrainingSession session) {
        for (Iterator<? extends ImageBatch> batches = session.training().epoch(0, 0); batches.hasNext(); ) {
            try (ImageBatch batch = batches.next()) {
                session.step().run(batch, true);
            }
        }
    }

    /** Arrays and other native things that a manager and those below it own. */
    private static int arrays(NDManager manager) {
        try {
            Field field = BaseNDManager.class.getDeclaredField("resources");
            field.setAccessible(true);
            int count = 0;
            for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
                count += resource instanceof NDManager below ? arrays(below) : 1;
            }
            return count;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
