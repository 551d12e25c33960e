package org.vpt4j.samples.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.RunTimes;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.image.Box;

/**
 * The folder of one run of a comparison: the files of a training run, the plan, its usage so far, and the result or
 * failure.
 *
 * @param root the folder
 */
record RunFolder(Path root) {
    private static final String PLAN = "run.json";
    private static final String RESULT = "result.json";
    private static final String FAILURE = "failed.json";
    private static final String LEDGER = "ledger.json";
    private static final String TIMING = "timing.json";
    private static final String DETECTIONS = "detections.json";

    /**
     * The result of a finished run.
     *
     * @param facts the facts of the training and its measurement
     * @param used time, memory and energy up to the end of the last epoch
     */
    record Result(RunFacts facts, Ledger used) {
        Result {
            Objects.requireNonNull(facts, "facts");
            Objects.requireNonNull(used, "used");
        }
    }

    /**
     * A run's failure.
     *
     * @param reason as a sentence
     * @param exitCode of its process
     */
    record Failure(String reason, int exitCode) {
        Failure {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** The training's own files. */
    public RunDirectory training() {
        return new RunDirectory(root);
    }

    /**
     * Creates the folder and stores the plan; if there already is one, checks that it is the same.
     *
     * @throws ConfigException if the folder holds a run with other settings
     */
    public void plan(PlannedRun run) {
        if (!isPlanned()) {
            AtomicFiles.createFolders(root);
            Json.write(root.resolve(PLAN), run);
            return;
        }
        PlannedRun before = plan();
        if (!before.equals(run)) {
            throw new ConfigException("out: " + root + " holds a run with other settings (" + difference(before, run)
                    + "); choose another folder with --out, or use the settings that it was started with");
        }
    }

    private static String difference(PlannedRun before, PlannedRun now) {
        return now.settings().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.settings().get(entry.getKey())))
                .map(entry ->
                        entry.getKey() + ": " + before.settings().get(entry.getKey()) + ", now " + entry.getValue())
                .sorted()
                .findFirst()
                .orElse("its learning rate was " + before.rateFrom() + ", now " + now.rateFrom());
    }

    /** Whether there is a plan. */
    public boolean isPlanned() {
        return Files.exists(root.resolve(PLAN));
    }

    public PlannedRun plan() {
        return Json.read(root.resolve(PLAN), new TypeReference<>() {});
    }

    /** The result, if the run is finished. */
    public Optional<Result> result() {
        return read(root.resolve(RESULT), new TypeReference<>() {});
    }

    void finish(Result result) {
        Json.write(root.resolve(RESULT), result);
    }

    /** The failure of the last attempt, if it failed. */
    public Optional<Failure> failure() {
        return read(root.resolve(FAILURE), new TypeReference<>() {});
    }

    /** Stores a failure. */
    public void fail(Failure failure) {
        AtomicFiles.createFolders(root);
        Json.write(root.resolve(FAILURE), failure);
    }

    /** Removes the failure before a retry. */
    public void forgetFailure() {
        try {
            Files.deleteIfExists(root.resolve(FAILURE));
        } catch (IOException e) {
            throw new FileException(root.resolve(FAILURE) + " cannot be removed: " + e.getMessage(), e);
        }
    }

    Ledger ledger() {
        return read(root.resolve(LEDGER), new TypeReference<Ledger>() {}).orElse(Ledger.EMPTY);
    }

    void write(Ledger ledger) {
        Json.write(root.resolve(LEDGER), ledger);
    }

    /** What the parts of a training take, if it was measured. */
    public Optional<RunTimes> timing() {
        return read(root.resolve(TIMING), new TypeReference<>() {});
    }

    void write(RunTimes timing) {
        Json.write(root.resolve(TIMING), timing);
    }

    /** Whether the detections on the measured images are stored. */
    public boolean hasDetections() {
        return Files.exists(root.resolve(DETECTIONS));
    }

    /**
     * Stores the detections on the measured images: {@code {"IMAGE": [[class, score, x1, y1, x2, y2], …], …}}, boxes in
     * pixels of the image.
     */
    void write(List<Evaluation.ImageDetections> images) {
        Map<String, List<Object[]>> rows = new LinkedHashMap<>();
        images.forEach(image -> rows.put(
                image.image().name(), image.found().stream().map(RunFolder::row).toList()));
        Json.writeCompact(root.resolve(DETECTIONS), rows);
    }

    private static Object[] row(Detection d) {
        Box box = d.box();
        return new Object[] {
            d.classIndex(),
            rounded(d.score(), 1e6),
            rounded(box.x1(), 1e3),
            rounded(box.y1(), 1e3),
            rounded(box.x2(), 1e3),
            rounded(box.y2(), 1e3)
        };
    }

    private static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }

    /** The stored detections by image name. */
    public Map<String, List<Detection>> detections() {
        Map<String, List<Detection>> all = new LinkedHashMap<>();
        Json.read(root.resolve(DETECTIONS), new TypeReference<Map<String, List<double[]>>>() {})
                .forEach((image, rows) -> all.put(
                        image,
                        rows.stream()
                                .map(r -> new Detection((int) r[0], new Box(r[2], r[3], r[4], r[5]), r[1]))
                                .toList()));
        return all;
    }

    private static <T> Optional<T> read(Path file, TypeReference<T> type) {
        return Files.exists(file) ? Optional.of(Json.read(file, type)) : Optional.empty();
    }
}
