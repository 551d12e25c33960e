package org.vpt4j.detect.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.head.KeptDetections;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.vision.encoder.EncoderGraph;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RunTurns;
import org.vpt4j.vision.runtime.RuntimeOptions;

/**
 * A task whose encoder, prompt and head are one graph in one session: made from a task in memory, or exported as one
 * {@code .onnx} file. Constants that the graph knows let ONNX Runtime lay out every weight as its operators like it. Any
 * number of threads detect at the same time; what finds no processor waits for its {@linkplain RunTurns turn}.
 */
final class GraphDetector implements TaskDetector {
    private final OrtSession session;
    private final ExportMetadata about;
    private final RunTurns turns;

    private GraphDetector(OrtSession session, ExportMetadata about, RuntimeOptions options) {
        this.session = session;
        this.about = about;
        this.turns = RunTurns.of(options);
    }

    /**
     * Makes a task's graph for its input, and a session for it; close it.
     *
     * @param weights of the backbone that the task belongs to
     * @throws org.vpt4j.vision.error.ConfigException if the device is not there
     */
    static GraphDetector of(CheckedTask task, EncoderWeights weights, WeightFormat precision, RuntimeOptions options) {
        ExportOptions form = ExportOptions.of("detector")
                .withLayout(ExportLayout.SINGLE)
                .withPrecision(precision)
                .withFixedSize(true);
        OnnxGraph graph = TaskGraphs.detector(task, weights, form);
        ExportMetadata about = ExportMetadata.read(graph.metadata(), "the task's graph");
        return new GraphDetector(OnnxRuntime.session(graph, options), about, options);
    }

    /**
     * Opens a file of {@link TaskGraphs#detector}; close it.
     *
     * @throws WeightsException if it is no such file
     * @throws org.vpt4j.vision.error.ConfigException if the device is not there
     */
    static GraphDetector open(Path file, RuntimeOptions options) {
        OrtSession session = OnnxRuntime.session(file, options);
        try {
            ExportMetadata about = ExportMetadata.read(session.getMetadata().getCustomMetadata(), file.toString());
            if (about.kind() != ExportMetadata.Kind.DETECTOR) {
                throw new WeightsException(file + " is a task's part of a shared export, without an encoder; export it"
                        + " with --layout single, or load the task file itself");
            }
            return new GraphDetector(session, about, options);
        } catch (OrtException e) {
            OnnxRuntime.close(session);
            throw OnnxRuntime.failed("read the metadata of " + file, e);
        } catch (RuntimeException e) {
            OnnxRuntime.close(session);
            throw e;
        }
    }

    @Override
    public List<String> classes() {
        return about.task().classes();
    }

    @Override
    public double threshold() {
        return about.task().threshold();
    }

    @Override
    public Preprocessing preprocessing() {
        return about.task().preprocessing();
    }

    @Override
    public List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore) {
        ImageSize inputSize = preprocessing().input();
        FloatBuffer values = pixels.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
        long[] shape = {images, 3, inputSize.height(), inputSize.width()};
        try (OnnxTensor input = OnnxTensor.createTensor(OnnxRuntime.environment(), values, shape);
                OrtSession.Result result = turns.take(() -> session.run(Map.of(EncoderGraph.PIXELS, input)))) {
            return about.suppressed() ? suppressed(result, images, minScore) : raw(result, images, minScore);
        } catch (OrtException e) {
            String what = Counted.of(images, "image", "images") + " of " + inputSize + " pixels";
            throw OnnxRuntime.failed("detect on " + what, e);
        }
    }

    private List<List<Detection>> raw(OrtSession.Result result, int images, double minScore) {
        Proposals proposals = new Proposals(
                images,
                classes().size(),
                output(result, TaskGraphs.SCORES).getFloatBuffer(),
                output(result, TaskGraphs.BOXES).getFloatBuffer());
        return IntStream.range(0, images)
                .mapToObj(i -> PostProcessing.STANDARD.apply(
                        proposals, i, about.needsSuppression(), preprocessing().input(), minScore))
                .toList();
    }

    private List<List<Detection>> suppressed(OrtSession.Result result, int images, double minScore) {
        KeptDetections kept = new KeptDetections(
                images,
                output(result, TaskGraphs.BOXES).getFloatBuffer(),
                output(result, TaskGraphs.SCORES).getFloatBuffer(),
                output(result, TaskGraphs.CLASSES).getLongBuffer());
        return kept.all(minScore);
    }

    private static OnnxTensor output(OrtSession.Result result, String name) {
        return (OnnxTensor) result.get(name).orElseThrow();
    }

    @Override
    public void close() {
        OnnxRuntime.close(session);
    }
}
