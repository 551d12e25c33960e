package org.vpt4j.samples.readme;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.Trainer;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.vision.image.Image;

/** What the README shows on its first screen: train on a folder of labelled images, then detect on an image. */
final class QuickStart {
    private QuickStart() {}

    static List<Detection> run(TrainingConfig config, Path image) {
        TrainingResult trained = Trainer.train(config, TrainingListener.NONE, new StopSignal());
        try (Detector detector = Detector.load(trained.run().task())) {
            return detector.detect(Image.read(image)); // boxes in pixels of the image, highest score first
        }
    }
}
