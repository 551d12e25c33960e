package org.vpt4j.samples.readme;

import java.nio.file.Path;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.Training;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.vision.tuning.LayerSelection;
import org.vpt4j.vision.tuning.TuningMethods;

/** Trains on a folder of labelled images, and detects on an image. */
public final class InJava {
    public static void main(String[] args) {
        Training training = Training.on(Path.of(args[0]))
                .method(TuningMethods.deepPrompt(10, LayerSelection.ALL))
                .epochs(12); // other settings: .with(TrainingSettings.LR, 0.001)
        detect(train(training, Path.of("runs/mine")), Path.of(args[1]));
    }

    static Path train(Training training, Path out) {
        TrainingListener printer = new TrainingListener() {
            @Override
            public void epoch(EpochReport report, boolean best) {
                System.out.printf("epoch %d: loss %.2f, AP50 %.3f%n", report.epoch(), report.loss(), report.ap50());
            }
        };
        return training.run(out, printer).task(); // that of the best epoch
    }

    static void detect(Path task, Path image) {
        try (Detector detector = Detector.load(task)) {
            for (Detection found : detector.detect(image)) {
                System.out.printf("%s %.2f at %s%n", found.label(), found.score(), found.box()); // xyxy in pixels
            }
        }
    }
}
