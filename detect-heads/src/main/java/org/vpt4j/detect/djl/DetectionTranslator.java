package org.vpt4j.detect.djl;

import ai.djl.Model;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.KeptDetections;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/**
 * From an image to the objects on it, as {@link org.vpt4j.detect.Detector} finds them, for DJL's {@code Predictor}: the
 * image is letterboxed and normalised as the model's metadata say, and its outputs are decoded.
 *
 * <p>Input of the model: {@code pixel_values [B, 3, H, W]}. Outputs by name: {@code boxes [B, N, 4]}, xyxy in input
 * pixels, and {@code scores [B, N, C]}; or, with non-maximum suppression inside, {@code boxes [B, K, 4]},
 * {@code scores [B, K]} and {@code classes [B, K]}, where a class below 0 means no object.
 *
 * <p>Boxes of the result are DJL's: x, y, width and height in [0, 1] of the image, by falling score. It calls no
 * operator on arrays, so that ONNX Runtime is enough. May be shared by several predictors.
 */
public final class DetectionTranslator implements Translator<Image, DetectedObjects> {
    private static final String SIZES = "vpt4j.sizes";
    private static final Batchifier BATCHIFIER = new ImageBatchifier();

    private final ModelDescription description;
    private final double threshold;

    private DetectionTranslator(ModelDescription description, double threshold) {
        this.description = description;
        this.threshold = threshold;
    }

    /**
     * A translator for a loaded model that shows what its task would show by default.
     *
     * @throws WeightsException if the model is no detector of vpt4j
     */
    public static DetectionTranslator of(Model model) {
        ModelDescription description = ModelDescription.of(model);
        return new DetectionTranslator(description, description.threshold());
    }

    /**
     * The same with another lowest score.
     *
     * @throws ConfigException if it is outside [0, 1]
     */
    public DetectionTranslator withThreshold(double minScore) {
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new ConfigException("threshold: " + minScore + " is outside [0, 1]");
        }
        return new DetectionTranslator(description, minScore);
    }

    @Override
    public Batchifier getBatchifier() {
        return BATCHIFIER;
    }

    @Override
    public NDList processInput(TranslatorContext context, Image foreign) {
        var image = Images.of(foreign, context.getNDManager());
        ImageSize input = description.preprocessing().input();
        ByteBuffer pixels = description.preprocessing().letterbox().pixels(List.of(image));
        sizes(context).add(image.size());
        Shape shape = new Shape(1, 3, input.height(), input.width());
        return new NDList(context.getNDManager().create(pixels, shape, DataType.FLOAT32));
    }

    @Override
    public DetectedObjects processOutput(TranslatorContext context, NDList outputs) {
        ImageSize size = sizes(context).remove();
        List<Detection> onInput = outputs.get(TaskGraphs.CLASSES) == null ? decoded(outputs) : kept(outputs);
        return objects(
                Detection.toSource(
                        onInput,
                        description.classes(),
                        Letterbox.fit(size, description.preprocessing().input()),
                        size),
                size);
    }

    /** Sizes of the images whose outputs are still to come: those come in the same order. */
    @SuppressWarnings("unchecked") // nobody else knows the key
    private static Queue<ImageSize> sizes(TranslatorContext context) {
        Object sizes = context.getAttachment(SIZES);
        if (sizes == null) {
            sizes = new ArrayDeque<ImageSize>();
            context.setAttachment(SIZES, sizes);
        }
        return (Queue<ImageSize>) sizes;
    }

    private List<Detection> decoded(NDList outputs) {
        FloatBuffer scores = floats(outputs, TaskGraphs.SCORES);
        FloatBuffer boxes = floats(outputs, TaskGraphs.BOXES);
        Proposals proposals = new Proposals(1, description.classes().size(), scores, boxes);
        return PostProcessing.STANDARD.apply(
                proposals,
                0,
                description.needsSuppression(),
                description.preprocessing().input(),
                threshold);
    }

    private List<Detection> kept(NDList outputs) {
        FloatBuffer scores = floats(outputs, TaskGraphs.SCORES);
        FloatBuffer boxes = floats(outputs, TaskGraphs.BOXES);
        LongBuffer classes = LongBuffer.wrap(outputs.get(TaskGraphs.CLASSES).toLongArray());
        return new KeptDetections(1, boxes, scores, classes).all(threshold).get(0);
    }

    private static FloatBuffer floats(NDList outputs, String name) {
        NDArray array = outputs.get(name);
        if (array == null) {
            throw new WeightsException("the model has no output \"" + name + "\"; export it again");
        }
        return FloatBuffer.wrap(array.toFloatArray());
    }

    private DetectedObjects objects(List<Detection> found, ImageSize size) {
        List<String> names = new ArrayList<>();
        List<Double> scores = new ArrayList<>();
        List<BoundingBox> boxes = new ArrayList<>();
        for (Detection detection : found) {
            Box box = detection.box();
            names.add(description.classes().get(detection.classIndex()));
            scores.add(detection.score());
            boxes.add(new Rectangle(
                    box.x1() / size.width(),
                    box.y1() / size.height(),
                    box.width() / size.width(),
                    box.height() / size.height()));
        }
        return new DetectedObjects(names, scores, boxes);
    }
}
