package org.vpt4j.samples.run;

import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.model.DetectionModel;
import org.vpt4j.detect.model.Evaluation;
import org.vpt4j.detect.model.Evaluator;
import org.vpt4j.detect.model.ModelSpec;
import org.vpt4j.detect.model.PyTorchEngine;
import org.vpt4j.detect.model.TaskBackbones;
import org.vpt4j.detect.model.TaskModels;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.weights.Backbone;

/** Measures a task file on labelled images. */
public final class TaskEvaluation {
    private static final int BATCH = 4;

    private TaskEvaluation() {}

    /**
     * Detects on all images and compares.
     *
     * @param dataset the images, with the task's classes in the task's order ({@link ClassMatching})
     * @param progress hears the number of images done
     */
    public static Evaluation of(Path file, DetectionDataset dataset, DetectorOptions options, IntConsumer progress) {
        Task task = TaskFile.read(file);
        PyTorchEngine.start(options.threads());
        Backbone backbone = TaskBackbones.find(task, options.backbone());
        ModelSpec spec = ModelSpec.of(task);
        LoaderConfig plain = LoaderConfig.plain(spec.canvas(), spec.normalization(), BATCH);
        try (VisionEncoder encoder =
                        VisionEncoder.load(backbone, Precision.FLOAT32, PyTorchEngine.device(options.device()));
                DetectionModel model = TaskModels.load(task, backbone, encoder);
                DetectionLoader loader = new DetectionLoader(dataset, plain)) {
            return Evaluator.evaluate(model, model.parameters(), loader, progress);
        }
    }
}
