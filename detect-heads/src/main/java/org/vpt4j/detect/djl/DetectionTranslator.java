package org.vpt4j.detect.djl;

import ai.djl.Model;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.output.BoundingBox;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.inference.ExportMetadata;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/**
 * From an image to the objects on it, as {@link org.vpt4j.detect.Detector} finds them, for DJL's {@code Predictor}: the
 * image is letterboxed and normalised according to the model's metadata, and its outputs are decoded.
 *
 * <p>Input of the model: {@code pixel_values [B, 3, H, W]}. Outputs by name: {@code boxes [B, N, 4]}, xyxy in input
 * pixels, and {@code scores [B, N, C]}; or, with non-maximum suppression in the graph, {@code boxes [B, K, 4]},
 * {@code scores [B, K]} and {@code classes [B, K]}, where a class below 0 means no object.
 *
 * <p>Boxes of the result are DJL's: x, y, width and height in [0, 1] of the image, by falling score. It uses no array
 * operators, so that ONNX Runtime is enough. May be shared by several predictors.
 */
final class DetectionTranslator implements Translator<Image, DetectedObjects> {
    private static final String SIZES = "vpt4j.sizes";
    private static final Batchifier BATCHIFIER = new ImageBatchifier();

    private final DetectionDecoder decoder;
    private final Letterbox letterbox;
    private final double threshold;

    private DetectionTranslator(DetectionDecoder decoder, Letterbox letterbox, double threshold) {
        this.decoder = decoder;
        this.letterbox = letterbox;
        this.threshold = threshold;
    }

    /**
     * A translator for a loaded model, with its task's threshold.
     *
     * @throws WeightsException if the model is neither an exported detector nor a task
     */
    static DetectionTranslator of(Model model) {
        if (model.getBlock() instanceof DetectionBlock block) {
            TaskDetector detector = block.detector();
            Letterbox letterbox = detector.preprocessing().letterbox();
            DetectionDecoder decoder = new DetectionDecoder(detector.classes(), false, letterbox.input());
            return new DetectionTranslator(decoder, letterbox, detector.threshold());
        }
        String where = "the model " + model.getName();
        ExportMetadata metadata = ExportMetadata.read(model.getBlock().getCustomMetadata(), where);
        if (metadata.kind() != ExportMetadata.Kind.DETECTOR) {
            throw new WeightsException(where + " has no encoder, because it was exported for a shared one, and DJL runs"
                    + " whole detectors; export it with --layout single");
        }
        Task task = metadata.task();
        return new DetectionTranslator(metadata.decoder(), task.preprocessing().letterbox(), task.threshold());
    }

    /**
     * The same with another score threshold.
     *
     * @throws ConfigException if it is outside [0, 1]
     */
    DetectionTranslator withThreshold(double minScore) {
        if (!(minScore >= 0 && minScore <= 1)) {
            throw new ConfigException("threshold: " + minScore + " is outside [0, 1]");
        }
        return new DetectionTranslator(decoder, letterbox, minScore);
    }

    @Override
    public Batchifier getBatchifier() {
        return BATCHIFIER;
    }

    @Override
    public NDList processInput(TranslatorContext context, Image image) {
        var pixels = image(image, context.getNDManager());
        sizes(context).add(pixels.size());
        Shape shape =
                new Shape(1, 3, letterbox.input().height(), letterbox.input().width());
        return new NDList(context.getNDManager().create(letterbox.pixels(List.of(pixels)), shape, DataType.FLOAT32));
    }

    /** A copy of an image of DJL, whichever library it is from. */
    private static org.vpt4j.vision.image.Image image(Image image, NDManager manager) {
        if (image.getWrappedImage() instanceof BufferedImage buffered) {
            return org.vpt4j.vision.image.Image.from(buffered);
        }
        try (NDArray pixels = image.toNDArray(manager, Image.Flag.COLOR)) { // uint8 [H, W, 3], red first
            ByteBuffer bytes = pixels.toByteBuffer();
            byte[] rgb = new byte[bytes.remaining()];
            bytes.get(rgb);
            return org.vpt4j.vision.image.Image.of(new ImageSize(image.getWidth(), image.getHeight()), rgb);
        }
    }

    @Override
    public DetectedObjects processOutput(TranslatorContext context, NDList outputs) {
        ImageSize size = sizes(context).remove();
        FloatBuffer scores = floats(outputs, TaskGraphs.SCORES);
        FloatBuffer boxes = floats(outputs, TaskGraphs.BOXES);
        NDArray indices = outputs.get(TaskGraphs.CLASSES);
        List<Detection> onInput = indices == null
                ? decoder.decode(new Proposals(1, decoder.classes().size(), scores, boxes), 0, threshold)
                : decoder.decodeSuppressed(1, boxes, scores, LongBuffer.wrap(indices.toLongArray()), threshold)
                        .get(0);
        return objects(
                Detection.toSource(onInput, decoder.classes(), Letterbox.fit(size, letterbox.input()), size), size);
    }

    /** Sizes of the images whose outputs are still to come, in the same order. */
    @SuppressWarnings("unchecked") // the key is private
    private static Queue<ImageSize> sizes(TranslatorContext context) {
        Object sizes = context.getAttachment(SIZES);
        if (sizes == null) {
            sizes = new ArrayDeque<ImageSize>();
            context.setAttachment(SIZES, sizes);
        }
        return (Queue<ImageSize>) sizes;
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
            names.add(decoder.classes().get(detection.classIndex()));
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
