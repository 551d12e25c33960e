package org.vpt4j.detect.djl;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.Criteria;
import java.nio.file.Path;

/**
 * DJL's criteria for a detector's file.
 *
 * <pre>{@code
 * try (ZooModel<Image, DetectedObjects> model =
 *                 DetectionCriteria.of(Path.of("cells.onnx")).build().loadModel();
 *         Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
 *     DetectedObjects found = predictor.predict(ImageFactory.getInstance().fromFile(Path.of("blood.jpg")));
 *     System.out.println(found);
 * }
 * }</pre>
 */
public final class DetectionCriteria {
    private DetectionCriteria() {}

    /**
     * Criteria that load a file. Refine them with DJL's methods: {@code optArgument("threshold", 0.4)},
     * {@code optDevice}, {@code optArgument("backbone", …)} for a task.
     *
     * @param file an exported single {@code .onnx} file, for the engine OnnxRuntime; or a task file (or the folder
     *     of a single one), for the engine PyTorch. The engine must be on the class path
     */
    public static Criteria.Builder<Image, DetectedObjects> of(Path file) {
        Criteria.Builder<Image, DetectedObjects> builder = Criteria.builder()
                .setTypes(Image.class, DetectedObjects.class)
                .optModelPath(file)
                .optTranslatorFactory(new DetectionTranslatorFactory());
        if (file.toString().endsWith(".onnx")) {
            return builder.optEngine("OnnxRuntime");
        }
        return builder.optEngine("PyTorch")
                .optOption("hasParameter", "false") // else DJL looks for a parameter file of its own format
                .optArgument("blockFactory", new DetectionBlockFactory());
    }
}
