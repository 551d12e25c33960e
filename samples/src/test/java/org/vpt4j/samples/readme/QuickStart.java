package org.vpt4j.samples.readme;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.train.Training;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.vision.tuning.LayerSelection;
import org.vpt4j.vision.tuning.TuningMethods;

/** What the README shows on its first screen: train on a folder of labelled images, then detect on an image. */
final class QuickStart {
    private QuickStart() {}

    static List<Detection> run(Path data, Path out, Path image) {
        TrainingResult trained = Training.on(data)
                .method(TuningMethods.deepPrompt(10, LayerSelection.ALL))
                .epochs(12)
                .run(out);
        try (Detector detector = Detector.load(trained.task())) {
            return detector.detect(image); // label, score, and box in pixels of the image; highest score first
        }
    }
}
