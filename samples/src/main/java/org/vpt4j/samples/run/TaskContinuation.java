package org.vpt4j.samples.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.Continuation;
import org.vpt4j.samples.report.Measurement;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.files.Sha256;

/** Measures a task and the one that its training started from on the data of both. */
final class TaskContinuation {
    private final TrainingResult result;
    private final Task task;
    private final DetectorOptions options;
    private final Progress progress;
    private final Optional<Path> oldData;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param task the result's
     * @param oldData a folder for the data of the starting task, if it is not where it was
     */
    TaskContinuation(
            TrainingResult result, Task task, DetectorOptions options, Progress progress, Optional<Path> oldData) {
        this.result = result;
        this.task = task;
        this.options = options;
        this.progress = progress;
        this.oldData = oldData;
    }

    /**
     * Says before a training starts if the data of its starting task are not where they were, so that they can be given.
     */
    static Optional<String> warning(TrainingConfig config) {
        String startFrom = config.get(TrainingSettings.START_FROM);
        Path file = Path.of(startFrom);
        if (isShipped(startFrom) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Task start = TaskFile.read(file);
        return start.isClassAgnostic()
                ? Optional.empty()
                : new OldData(start, file, config.get(TrainingSettings.OLD_DATA)).obstacle();
    }

    private static boolean isShipped(String startFrom) {
        return startFrom.isEmpty() || startFrom.equals("none") || startFrom.equals(ShippedTask.OBJECTS.toString());
    }

    /**
     * The comparison; empty if the training started from random values, from objects, or from another task without
     * classes.
     *
     * @param measured the images of the new data that the new task was measured on, and what that gave
     */
    Optional<Continuation> compare(DetectionDataset measured, Measurement after) {
        Optional<Task.Provenance.Start> origin = task.provenance().start();
        if (origin.isEmpty() || isShipped(origin.get().name())) {
            return Optional.empty();
        }
        Path file = Path.of(origin.get().name());
        if (!Files.isRegularFile(file) || !Sha256.of(file).equals(origin.get().fingerprint())) {
            notes.add("the task that the training started from, " + file
                    + ", has been moved or changed since: the two are not compared");
            return Optional.of(new Continuation(file.toString(), List.of(), notes));
        }
        Task start = TaskFile.read(file);
        if (start.isClassAgnostic() && !task.isClassAgnostic()) {
            return Optional.empty();
        }
        List<Continuation.Part> parts = new ArrayList<>();
        parts.add(new Continuation.Part(
                "new data",
                result.data().root().toString(),
                measure(file, start, measured, after.split(), "before, on the new data"),
                Optional.of(after)));
        old(file, start).ifPresent(parts::add);
        return Optional.of(new Continuation(file.toString(), parts, notes));
    }

    /** Both tasks on the old data, without images that the new task was trained on. */
    private Optional<Continuation.Part> old(Path file, Task start) {
        OldData old = new OldData(start, file, oldData);
        Optional<String> obstacle = old.obstacle();
        if (obstacle.isPresent()) {
            notes.add(obstacle.get());
            return Optional.empty();
        }
        try {
            DetectionData data = old.open(DetectionData.Progress.NONE);
            if (!old.isSame(data)) {
                notes.add("the data in " + old.folder() + " are not those that " + file + " was trained on");
            }
            Split split = data.split(Split.TEST).isPresent() ? Split.TEST : Split.VALIDATION;
            DetectionDataset images = unseen(data.require(split), split);
            if (images.images().isEmpty()) {
                return Optional.empty();
            }
            String name = split.key();
            return Optional.of(new Continuation.Part(
                    "old data",
                    old.folder().toString(),
                    measure(file, start, images, name, "before, on the old data"),
                    measure(result.task(), task, images, name, "after, on the old data")));
        } catch (DatasetException e) {
            notes.add(e.getMessage());
            return Optional.empty();
        }
    }

    /** Without the images whose files are among the training images of the new task, wherever these are. */
    private DetectionDataset unseen(DetectionDataset old, Split split) {
        Map<Long, List<Path>> trained = new HashMap<>();
        for (LabelledImage image : result.data().require(Split.TRAIN).images()) {
            trained.computeIfAbsent(image.file().toFile().length(), size -> new ArrayList<>())
                    .add(image.file());
        }
        Map<Long, Set<String>> digests = new HashMap<>();
        List<LabelledImage> unseen = old.images().stream()
                .filter(image -> {
                    long size = image.file().toFile().length();
                    return !trained.containsKey(size)
                            || !digests.computeIfAbsent(size, key -> digests(trained.get(key)))
                                    .contains(Sha256.of(image.file()));
                })
                .toList();
        int dropped = old.images().size() - unseen.size();
        if (dropped > 0) {
            notes.add(Counted.of(dropped, "image", "images") + " of "
                    + old.images().size() + " in the " + split.key()
                    + " part of the old data left out: the new task was trained on "
                    + (dropped == 1 ? "it" : "them"));
        }
        return new DetectionDataset(old.classes(), unseen);
    }

    private static Set<String> digests(List<Path> files) {
        Set<String> digests = new HashSet<>();
        files.forEach(file -> digests.add(Sha256.of(file)));
        return digests;
    }

    /** What a task reaches on these images; empty if it has none of their classes. */
    private Optional<Measurement> measure(
            Path file, Task measured, DetectionDataset images, String split, String shown) {
        if (images.classes().stream().noneMatch(measured.classes()::contains)) {
            notes.add(shown + ": " + file + " has none of the classes");
            return Optional.empty();
        }
        DetectionDataset matched = ClassMatching.of(images, measured.classes()).dataset();
        progress.begin(shown, matched.images().size());
        try {
            Evaluation evaluation = TaskEvaluation.of(file, matched, options, done -> progress.advance(done, ""));
            return Optional.of(Measurement.of(evaluation, measured.classes(), split));
        } catch (VptException e) {
            notes.add(shown + ": not measured: " + e.getMessage());
            return Optional.empty();
        } finally {
            progress.close();
        }
    }
}
