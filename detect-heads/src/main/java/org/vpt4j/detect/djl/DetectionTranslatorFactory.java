package org.vpt4j.detect.djl;

import ai.djl.Model;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.translator.ObjectDetectionTranslatorFactory;
import ai.djl.translate.Translator;
import java.io.Serializable;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;

/**
 * Makes translators from an image (also as file, URL or stream) to the objects on it, for DJL and DJL Serving.
 *
 * <p>An exported single file on ONNX Runtime, with {@code ai.djl.onnxruntime:onnxruntime-engine} on the class path:
 *
 * <pre>{@code
 * Criteria<Image, DetectedObjects> criteria = Criteria.builder()
 *         .setTypes(Image.class, DetectedObjects.class)
 *         .optModelPath(Path.of("cells.onnx"))
 *         .optEngine("OnnxRuntime")
 *         .optTranslatorFactory(new DetectionTranslatorFactory())
 *         .optArgument("threshold", 0.4) // optional: by default the task's own
 *         .build();
 * try (ZooModel<Image, DetectedObjects> model = criteria.loadModel();
 *         Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
 *     DetectedObjects found = predictor.predict(ImageFactory.getInstance().fromFile(Path.of("blood.jpg")));
 * }
 * }</pre>
 *
 * <p>{@link DetectionCriteria} is the same in one line. For DJL Serving, the folder of the model contains the exported file
 * and a {@code serving.properties}; this artifact and its dependencies are on the class path of the server:
 *
 * <pre>
 * engine=OnnxRuntime
 * option.modelName=cells
 * translatorFactory=org.vpt4j.detect.djl.DetectionTranslatorFactory
 * threshold=0.4
 * </pre>
 *
 * <p>{@link DetectionBlockFactory} shows how the training graph runs on the PyTorch engine. DJL ignores the EXIF
 * orientation of images: rotate them first, or read them with {@link org.vpt4j.vision.image.Image#read}.
 */
public final class DetectionTranslatorFactory extends ObjectDetectionTranslatorFactory implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@inheritDoc} */
    @Override
    protected Translator<Image, DetectedObjects> buildBaseTranslator(Model model, Map<String, ?> arguments) {
        DetectionTranslator translator = DetectionTranslator.of(model);
        Object threshold = arguments.get("threshold");
        return threshold == null ? translator : translator.withThreshold(number(threshold));
    }

    private static double number(Object threshold) {
        try {
            return Double.parseDouble(threshold.toString());
        } catch (NumberFormatException e) {
            throw new ConfigException("threshold: \"" + threshold + "\" is no number in [0, 1]", e);
        }
    }
}
