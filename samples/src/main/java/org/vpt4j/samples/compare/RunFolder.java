package org.vpt4j.samples.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * The folder of one run of a comparison: a run as any other, and beside it what was planned, what it has used so far,
 * and how it ended.
 *
 * @param root the folder
 */
record RunFolder(Path root) {

    /** The training's own files. */
    public RunDirectory training() {
        return new RunDirectory(root);
    }

    private Path planned() {
        return root.resolve("run.json");
    }

    private Path resultFile() {
        return root.resolve("result.json");
    }

    private Path failureFile() {
        return root.resolve("failed.json");
    }

    private Path ledgerFile() {
        return root.resolve("ledger.json");
    }

    private Path timingFile() {
        return root.resolve("timing.json");
    }

    /** All that was found on the measured images. */
    public Path detections() {
        return root.resolve("detections.json");
    }

    /**
     * Makes the folder and writes down what is planned; where that was done before, makes sure that it was the same.
     *
     * @throws ConfigException if the folder holds a run with other settings
     */
    public void plan(PlannedRun run) {
        if (!isPlanned()) {
            AtomicFiles.createFolders(root);
            JsonRecords.write(planned(), run);
            return;
        }
        PlannedRun before = plan();
        if (!before.equals(run)) {
            throw new ConfigException("out: " + root + " holds a run with other settings (" + difference(before, run)
                    + "); name another folder with --out, or give the settings that it was begun with");
        }
    }

    private static String difference(PlannedRun before, PlannedRun now) {
        return now.settings().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.settings().get(entry.getKey())))
                .map(entry ->
                        entry.getKey() + ": " + before.settings().get(entry.getKey()) + ", now " + entry.getValue())
                .sorted()
                .findFirst()
                .orElse(
                        before.limitSeconds() == now.limitSeconds()
                                ? "its learning rate was " + before.rateFrom() + ", now " + now.rateFrom()
                                : "its time limit was " + before.limitSeconds() + " s, now " + now.limitSeconds()
                                        + " s");
    }

    /** Whether it is written down what the run is. */
    public boolean isPlanned() {
        return Files.exists(planned());
    }

    public PlannedRun plan() {
        return JsonRecords.read(planned(), PlannedRun.class);
    }

    /** What it gave, if it is finished. */
    public Optional<RunResult> result() {
        return Files.exists(resultFile())
                ? Optional.of(JsonRecords.read(resultFile(), RunResult.class))
                : Optional.empty();
    }

    void finish(RunResult result) {
        JsonRecords.write(resultFile(), result);
    }

    /** How it failed, if it did so the last time. */
    public Optional<RunFailure> failure() {
        return Files.exists(failureFile())
                ? Optional.of(JsonRecords.read(failureFile(), RunFailure.class))
                : Optional.empty();
    }

    /** Writes down how it failed. */
    public void fail(RunFailure failure) {
        AtomicFiles.createFolders(root);
        JsonRecords.write(failureFile(), failure);
    }

    /** Forgets how it failed: it is tried again. */
    public void forgetFailure() {
        try {
            Files.deleteIfExists(failureFile());
        } catch (java.io.IOException e) {
            throw new FileException(failureFile() + " cannot be removed: " + e.getMessage(), e);
        }
    }

    Ledger ledger() {
        return Files.exists(ledgerFile()) ? JsonRecords.read(ledgerFile(), Ledger.class) : Ledger.EMPTY;
    }

    void write(Ledger ledger) {
        JsonRecords.write(ledgerFile(), ledger);
    }

    /** How long steps take, if that was measured. */
    public Optional<Timing> timing() {
        return Files.exists(timingFile())
                ? Optional.of(JsonRecords.read(timingFile(), Timing.class))
                : Optional.empty();
    }

    void write(Timing timing) {
        JsonRecords.write(timingFile(), timing);
    }
}
