package org.vpt4j.detect.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.vpt4j.vision.tensor.FloatTensor;

/** Compares what two runs have left behind. */
final class Runs {
    private Runs() {}

    /** Same steps, losses and AP in every epoch; times may differ. */
    static void assertSameHistory(List<EpochReport> actual, List<EpochReport> expected) {
        assertThat(actual.stream().map(Runs::withoutTimes).toList())
                .isEqualTo(expected.stream().map(Runs::withoutTimes).toList());
    }

    static EpochReport withoutTimes(EpochReport r) {
        return new EpochReport(
                r.epoch(),
                r.step(),
                r.loss(),
                r.lossParts(),
                r.gradientNorm(),
                r.learningRate(),
                r.ap(),
                r.ap50(),
                r.ap75(),
                0,
                0,
                0);
    }

    /** Same names, and values of trained tensors, average and moments that differ by at most {@code tolerance}. */
    static void assertSameTensors(RunDirectory actual, RunDirectory expected, double tolerance) {
        Checkpoint a = Checkpoint.read(actual.checkpoint());
        Checkpoint b = Checkpoint.read(expected.checkpoint());
        assertThat(a.optimizerSteps()).isEqualTo(b.optimizerSteps());
        assertThat(a.tensors().keySet()).isEqualTo(b.tensors().keySet());
        a.tensors().forEach((name, tensor) -> assertThat(
                        distance(tensor, b.tensors().get(name)))
                .as(name)
                .isLessThanOrEqualTo(tolerance));
    }

    static double distance(FloatTensor a, FloatTensor b) {
        assertThat(a.shape()).isEqualTo(b.shape());
        double largest = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = Math.abs(a.values()[i] - b.values()[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
