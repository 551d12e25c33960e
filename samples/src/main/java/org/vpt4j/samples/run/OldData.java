package org.vpt4j.samples.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingSettings;

/**
 * The data that a task was trained on, found by what the task recorded: folder, seed, and the split, which is next to the
 * task in its run's folder.
 *
 * @param start the task
 * @param file of the task
 * @param given another folder for its data, as given
 */
record OldData(Task start, Path file, Optional<Path> given) {

    /** The folder; it need not exist. */
    Path folder() {
        return given.orElseGet(
                () -> Path.of(start.provenance().settings().getOrDefault(TrainingSettings.DATA.name(), "")));
    }

    /** Why the data cannot be measured on, and what to do, as far as this is known without reading them. */
    Optional<String> obstacle() {
        Path folder = folder();
        if (!folder.toString().isEmpty() && Files.exists(folder)) {
            return Optional.empty();
        }
        return Optional.of("the data that " + file + " was trained on are no longer in " + folder
                + ": name their folder with --old-data DIR to measure the new task on them too");
    }

    /**
     * Opens the data with the split that the task was trained with.
     *
     * @throws DatasetException if they cannot be read, or are not those the task was trained on and nobody gave the folder
     */
    DetectionData open(DetectionData.Progress progress) {
        long seed = start.provenance().seed();
        DatasetReading how =
                TrainingSettings.reading(start.provenance().settings()).whereItFits(folder());
        DetectionData read = split().map(names -> DetectionData.openAsTrained(folder(), how, names, seed, progress))
                .orElseGet(() -> DetectionData.open(folder(), how, seed, progress));
        DetectionData data = start.isClassAgnostic() ? read.asOneClass(Task.ANY_OBJECT) : read;
        if (!isSame(data) && given.isEmpty()) {
            throw new DatasetException("the data in " + folder() + " have changed since " + file
                    + " was trained on them: to measure the new task on the old data, name a folder with them as they were,"
                    + " --old-data DIR");
        }
        return data;
    }

    /** Whether these are the very data that the task was trained on. */
    boolean isSame(DetectionData data) {
        return data.fingerprint().equals(start.provenance().dataFingerprint());
    }

    private Optional<SplitNames> split() {
        Path ofRun = new RunDirectory(file.toAbsolutePath().getParent()).split();
        if (Files.isRegularFile(ofRun)) {
            return Optional.of(SplitNames.read(ofRun));
        }
        String recorded = start.provenance().settings().getOrDefault(TrainingSettings.SPLIT_FILE.name(), "");
        return !recorded.isEmpty() && Files.isRegularFile(Path.of(recorded))
                ? Optional.of(SplitNames.read(Path.of(recorded)))
                : Optional.empty();
    }
}
