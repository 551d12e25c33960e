package org.vpt4j.samples.run;

import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.inference.Evaluator;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.task.Task;

/** Evaluates a task file on labelled images. */
public final class TaskEvaluation {
    private static final int BATCH = 4;

    private TaskEvaluation() {}

    /**
     * Detects on all images and compares with the ground truth.
     *
     * @param dataset the images, with the task's classes in the task's order ({@link ClassMatching})
     * @param progress receives the number of images done
     */
    public static Evaluation of(Path file, DetectionDataset dataset, DetectorOptions options, IntConsumer progress) {
        try (TaskDetector detector = DetectorProvider.of(options).open(file, options)) {
            return of(detector, dataset, options, progress);
        }
    }

    /** The same with a detector that is open, and stays so. */
    public static Evaluation of(
            TaskDetector detector, DetectionDataset dataset, DetectorOptions options, IntConsumer progress) {
        Task.Preprocessing preprocessing = detector.preprocessing();
        LoaderConfig plain = LoaderConfig.plain(preprocessing.input(), preprocessing.normalization(), BATCH);
        DetectionDataset tiled = dataset.tiled(options.tiles().orElse(preprocessing.tiles()), preprocessing.input());
        try (DetectionLoader loader = new DetectionLoader(tiled, plain)) {
            return Evaluator.evaluate(detector, loader, progress);
        }
    }
}
