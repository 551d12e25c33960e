package org.vpt4j.detect.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.runtime.EncoderPrompt;

/**
 * The graphs that a trained task is exported as.
 *
 * <p>Outputs of both: {@code boxes [B, N, 4]}, xyxy in input pixels, and {@code scores [B, N, C]}; or with
 * {@linkplain ExportOptions#suppress non-maximum suppression} {@code boxes [B, K, 4]}, {@code scores [B, K]} and
 * {@code classes [B, K]}, by descending score, padded with score 0 and class -1.
 */
public final class TaskGraphs {
    /** Name of the output for boxes. */
    public static final String BOXES = "boxes";
    /** Name of the output for scores. */
    public static final String SCORES = "scores";
    /** Name of the output for classes. */
    public static final String CLASSES = "classes";

    /** Lowest score of a detection where the graph includes suppression; low, since AP uses the whole ranking. */
    public static final float LEAST_SCORE = 0.001f;

    private static final String IMAGES = "images";

    private TaskGraphs() {}

    /**
     * The whole detector: input {@code pixel_values [B, 3, H, W]}, normalised, H and W multiples of the patch.
     *
     * @param weights of the backbone that the task belongs to
     */
    public static OnnxGraph detector(CheckedTask task, EncoderWeights weights, ExportOptions options) {
        OnnxGraph graph = new OnnxGraph(options.name(), options.precision());
        Adaptation.Constants constants = task.constants(weights);
        Optional<ImageSize> size =
                isFixed(constants, options) ? Optional.of(task.spec().input()) : Optional.empty();
        OnnxGraph.Value pixels = graph.input(
                EncoderGraph.PIXELS,
                OnnxGraph.ElementType.FLOAT,
                IMAGES,
                3,
                size.<Object>map(ImageSize::height).orElse("height"),
                size.<Object>map(ImageSize::width).orElse("width"));
        List<Integer> layers = task.spec().encoderLayers(weights.config());
        Map<Integer, OnnxGraph.Value> features =
                graph.in("encoder", () -> EncoderGraph.write(graph, weights, pixels, constants, layers, size));
        finish(graph, task, constants, options, features, weights.config());
        new ExportMetadata(
                        ExportMetadata.Kind.DETECTOR,
                        task.task(),
                        options.suppress(),
                        task.head().needsSuppression(),
                        options.precision(),
                        size.isPresent())
                .write(graph);
        return graph;
    }

    /** Whether the graph has a fixed size: a pixel prompt that covers the input requires it. */
    private static boolean isFixed(Adaptation.Constants constants, ExportOptions options) {
        return options.fixed()
                || constants
                        .pixels()
                        .filter(added -> added.shape()[1] > 1 || added.shape()[2] > 1)
                        .isPresent();
    }

    /**
     * The task without the encoder: inputs {@code features.i [B, D, H/p, W/p]} for the layers that it reads, and perhaps the
     * image {@code features.0 [B, 3, H, W]}, which are
     * outputs of {@link EncoderGraph#shared}. In addition to boxes and scores it has an output for each other input of
     * that graph, under the input's name: the task's prompt, constants that do not depend on the inputs.
     *
     * @param weights of the encoder that it runs with: the backbone's, or as the task changed them
     */
    public static OnnxGraph task(CheckedTask task, EncoderWeights weights, ExportOptions options) {
        OnnxGraph graph = new OnnxGraph(options.name(), options.precision());
        EncoderConfig encoder = weights.config();
        ImageSize input = task.spec().input();
        Map<Integer, OnnxGraph.Value> maps = new LinkedHashMap<>();
        for (int layer : task.spec().encoderLayers(encoder)) {
            boolean image = layer == FeatureLayers.IMAGE;
            ImageSize grid = FeatureLayers.grid(encoder, layer, input);
            maps.put(
                    layer,
                    graph.input(
                            EncoderGraph.features(layer),
                            OnnxGraph.ElementType.FLOAT,
                            IMAGES,
                            FeatureLayers.channels(encoder, layer),
                            options.fixed() ? grid.height() : image ? "height" : "rows",
                            options.fixed() ? grid.width() : image ? "width" : "columns"));
        }
        Adaptation.Constants learned = task.constants(weights);
        finish(graph, task, learned, options, maps, encoder);
        EncoderPrompt.of(learned.prompt(), weights)
                .inputs()
                .forEach((name, value) -> graph.output(
                        graph.constant("prompt/" + name, value),
                        name,
                        OnnxGraph.ElementType.FLOAT,
                        dimensions(value.shape())));
        new ExportMetadata(
                        ExportMetadata.Kind.TASK,
                        task.task(),
                        options.suppress(),
                        task.head().needsSuppression(),
                        options.precision(),
                        options.fixed())
                .write(graph);
        return graph;
    }

    /** The head's outputs of a run; empty if the graph includes suppression. */
    public static Optional<Proposals> proposals(OrtSession.Result result, int images, int classes) {
        return result.get(CLASSES).isPresent()
                ? Optional.empty()
                : Optional.of(new Proposals(images, classes, floats(result, SCORES), floats(result, BOXES)));
    }

    /** The detections of a run, for each image, with suppression in the graph or after it. */
    public static List<List<Detection>> detections(
            OrtSession.Result result, int images, DetectionDecoder decoder, double minScore) {
        Optional<Proposals> raw = proposals(result, images, decoder.classes().size());
        if (raw.isPresent()) {
            return decoder.decode(raw.get(), minScore);
        }
        LongBuffer classes = output(result, CLASSES).getLongBuffer();
        return decoder.decodeSuppressed(images, floats(result, BOXES), floats(result, SCORES), classes, minScore);
    }

    private static FloatBuffer floats(OrtSession.Result result, String name) {
        return output(result, name).getFloatBuffer();
    }

    private static OnnxTensor output(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    private static Object[] dimensions(long[] shape) {
        Object[] dimensions = new Object[shape.length];
        for (int i = 0; i < shape.length; i++) {
            dimensions[i] = shape[i];
        }
        return dimensions;
    }

    private static void finish(
            OnnxGraph graph,
            CheckedTask task,
            Adaptation.Constants constants,
            ExportOptions options,
            Map<Integer, OnnxGraph.Value> maps,
            EncoderConfig encoder) {
        int classes = task.spec().classes().size();
        DetectionHead.Candidates candidates = graph.in("head", () -> task.writeHead(graph, constants, maps));
        if (!options.suppress()) {
            graph.output(candidates.boxes(), BOXES, OnnxGraph.ElementType.FLOAT, IMAGES, "locations", 4);
            graph.output(candidates.scores(), SCORES, OnnxGraph.ElementType.FLOAT, IMAGES, "locations", classes);
            return;
        }
        SuppressionGraph.Detections found = graph.in(
                "suppression",
                () -> SuppressionGraph.write(
                        graph,
                        PostProcessing.STANDARD,
                        candidates,
                        inputSize(graph, maps, encoder),
                        classes,
                        task.head().needsSuppression()));
        graph.output(found.boxes(), BOXES, OnnxGraph.ElementType.FLOAT, IMAGES, "detections", 4);
        graph.output(found.scores(), SCORES, OnnxGraph.ElementType.FLOAT, IMAGES, "detections");
        graph.output(found.classes(), CLASSES, OnnxGraph.ElementType.INT64, IMAGES, "detections");
    }

    /** {@code [4]}: width, height, width, height of the images in pixels. */
    private static OnnxGraph.Value inputSize(
            OnnxGraph graph, Map<Integer, OnnxGraph.Value> maps, EncoderConfig encoder) {
        Map.Entry<Integer, OnnxGraph.Value> any = maps.entrySet().iterator().next();
        return SuppressionGraph.input(graph, any.getValue(), FeatureLayers.stride(encoder, any.getKey()));
    }
}
