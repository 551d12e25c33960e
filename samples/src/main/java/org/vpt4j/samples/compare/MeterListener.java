package org.vpt4j.samples.compare;

import java.util.List;
import java.util.function.LongSupplier;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.ProcessMemory;
import org.vpt4j.detect.train.ProcessorTime;
import org.vpt4j.detect.train.TrainingListener;

/** Stores the run's usage with every checkpoint, and forwards all events. */
final class MeterListener implements TrainingListener {
    private static final double NANO = 1e-9;

    private final TrainingListener shown;
    private final RunFolder folder;
    private final EnergyMeters.Choice energy;
    private final ProcessorTime.Watch processor = new ProcessorTime.Watch();
    private final Ledger before;
    private final LongSupplier clock;
    private final long begun;
    private double caching; // seconds in this process, like the next field
    private double training;

    /**
     * @param shown receives all events too
     * @param folder the folder of the ledger
     * @param clock monotonic, in nanoseconds
     */
    MeterListener(TrainingListener shown, RunFolder folder, EnergyMeters.Choice energy, LongSupplier clock) {
        this.shown = shown;
        this.folder = folder;
        this.energy = energy;
        this.before = folder.ledger();
        this.clock = clock;
        this.begun = clock.getAsLong();
    }

    /** The usage so far. */
    Ledger ledger() {
        return before.plus(
                new Ledger.Times((clock.getAsLong() - begun) * NANO, caching, training),
                processor.read(),
                energy.meter().read(),
                energy.missing(),
                ProcessMemory.peakBytes().orElse(0));
    }

    @Override
    public void note(String line) {
        shown.note(line);
    }

    @Override
    public void checking(int done, int total) {
        shown.checking(done, total);
    }

    @Override
    public void caching(int done, int images) {
        energy.meter().read(); // counters wrap around: they must be read often enough
        shown.caching(done, images);
    }

    @Override
    public void started(TrainingListener.TrainingPlan plan) {
        caching = plan.cachingSeconds();
        shown.started(plan);
    }

    @Override
    public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
        energy.meter().read();
        shown.step(epoch, batch, batches, result);
    }

    @Override
    public void validating(int epoch, int done, int images) {
        energy.meter().read();
        shown.validating(epoch, done, images);
    }

    @Override
    public void epoch(EpochReport report, boolean best) {
        training += report.trainSeconds() + report.validationSeconds();
        shown.epoch(report, best);
    }

    /** What a killed process did after this is repeated, and counted only once. */
    @Override
    public void saved() {
        folder.write(ledger());
        shown.saved();
    }

    @Override
    public void flat(int epoch, int last) {
        shown.flat(epoch, last);
    }

    @Override
    public void images(int epoch, List<String> classes, List<Evaluation.ImageDetections> validation) {
        shown.images(epoch, classes, validation);
    }
}
