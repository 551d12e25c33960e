package org.vpt4j.samples.readme;

import java.nio.file.Path;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.Trainer;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.vision.image.Image;

/** Learns what people marked on the images of a folder, and finds it on an image. */
public final class InJava {
    public static void main(String[] args) {
        TrainingConfig config = TrainingConfig.defaults() // every option of "vpt4j train" is a setting here
                .with("data", args[0])
                .with("out", "runs/mine")
                .with("method", "vpt-deep")
                .with("epochs", 12);
        detect(train(config), Path.of(args[1]));
    }

    static Path train(TrainingConfig config) {
        TrainingListener printer = new TrainingListener() {
            @Override
            public void epoch(EpochReport report, boolean best) {
                System.out.printf("epoch %d: loss %.2f, AP50 %.3f%n", report.epoch(), report.loss(), report.ap50());
            }
        };
        TrainingResult result = Trainer.train(config, printer, new StopSignal());
        return result.run().task(); // that of the best epoch
    }

    static void detect(Path task, Path imageFile) {
        try (Detector detector = Detector.load(task)) {
            for (Detection found : detector.detect(Image.read(imageFile))) {
                String name = detector.classes().get(found.classIndex());
                System.out.printf("%s %.2f at %s%n", name, found.score(), found.box()); // [x1, y1, x2, y2] in pixels
            }
        }
    }
}
