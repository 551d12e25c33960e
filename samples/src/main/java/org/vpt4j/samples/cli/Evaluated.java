package org.vpt4j.samples.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.inference.OpenVocabulary;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.TrainingSettings;

/**
 * What is evaluated: a task, or names without training.
 *
 * @param name as the user gave it
 * @param file of the task; empty without one
 * @param classes to find
 * @param seed that the data of the training were split with
 * @param reading how the training read its data
 */
record Evaluated(String name, Optional<Path> file, List<String> classes, long seed, DatasetReading reading) {

    /** A task, with other classes if the options name some. */
    static Evaluated of(Path task, DetectorOptions options) {
        Path file = ShippedTask.resolve(task, options.backbone());
        Task loaded = TaskFile.read(file);
        List<String> classes =
                options.classes().isEmpty() ? loaded.classes() : OpenVocabulary.checked(options.classes());
        Task.Provenance trained = loaded.provenance();
        return new Evaluated(
                task.toString(),
                Optional.of(file),
                classes,
                trained.seed(),
                TrainingSettings.reading(trained.settings()));
    }

    /** Names that a backbone has words for. */
    static Evaluated zeroShot(List<String> names, DetectorOptions options) {
        String name = "zero-shot on " + options.backbone();
        return new Evaluated(name, Optional.empty(), OpenVocabulary.checked(names), 0, DatasetReading.automatic());
    }

    /** Whether it finds objects of any class. */
    boolean isClassAgnostic() {
        return classes.equals(List.of(Task.ANY_OBJECT));
    }

    /** Its detector; the caller closes it. */
    TaskDetector open(DetectorOptions options) {
        DetectorProvider provider = DetectorProvider.of(options);
        return file.isPresent() ? provider.open(file.get(), options) : provider.open(classes, options);
    }
}
