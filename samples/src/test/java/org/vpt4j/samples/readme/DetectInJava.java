package org.vpt4j.samples.readme;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.djl.DetectionCriteria;
import org.vpt4j.detect.inference.SharedDetector;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.train.Training;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.Tiling;

/** Detecting as the README shows it: one task, several tasks on one encoder, and by DJL's interfaces. */
final class DetectInJava {
    private DetectInJava() {}

    static List<Detection> one(Path task, Path image) {
        try (Detector detector = Detector.load(task)) {
            return detector.detect(image); // boxes in pixels of the image, highest score first
        }
    }

    static List<Detection> onTiles(Path task, Path image) {
        DetectorOptions tiled = DetectorOptions.defaults().withTiles(Tiling.grid(2, 2)); // or Tiling.AUTO, Tiling.OFF
        try (Detector detector = Detector.load(task, tiled)) {
            return detector.detect(image); // an object that several tiles show is found once
        }
    }

    static Map<String, List<Detection>> several(Path cells, Path chess, Path image) {
        try (SharedDetector shared =
                SharedDetector.open(BackboneHub.standard().open("dinov2-small"), DetectorOptions.defaults())) {
            shared.attach("cells", cells);
            shared.attach("chess", chess); // and detach and replace, also while other threads detect
            return shared.detect(Image.read(image), List.of("cells", "chess")); // one run of the encoder
        }
    }

    static List<Detection> objects(Path image) {
        try (Detector detector = Detector.load(ShippedTask.OBJECTS.on("dinov2-small"))) {
            return detector.detect(image); // each is an "object"
        }
    }

    static List<Detection> byNames(Path image) {
        try (Detector detector = Detector.zeroShot(
                List.of("red object", "star"), DetectorOptions.defaults().withBackbone("tiny-clip"))) {
            return detector.detect(image);
        }
    }

    static Path more(Path task, Path moreImages, Path out) {
        return Training.on(moreImages).startFrom(task).run(out).task();
    }

    static DetectedObjects byDjl(Path exported, Path image) throws IOException, ModelException, TranslateException {
        try (ZooModel<ai.djl.modality.cv.Image, DetectedObjects> model =
                        DetectionCriteria.of(exported).build().loadModel();
                Predictor<ai.djl.modality.cv.Image, DetectedObjects> predictor = model.newPredictor()) {
            return predictor.predict(ImageFactory.getInstance().fromFile(image)); // boxes x, y, w, h in [0, 1]
        }
    }
}
