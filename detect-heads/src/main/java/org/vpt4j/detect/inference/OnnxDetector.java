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
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
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
 * A task on ONNX Runtime: encoder, prompt and head are one graph in one session, built from a task file or exported as
 * one {@code .onnx} file. The weights are constants of the graph, so that ONNX Runtime can lay them out for its operators.
 * Any number of threads may detect at the same time; runs {@linkplain RunTurns take turns} on the processors.
 */
final class OnnxDetector implements TaskDetector {
    private final OrtSession session;
    private final ExportMetadata about;
    private final RunTurns turns;

    /** Loads tasks, and detectors that were exported as one {@code .onnx} file. */
    public static final class Provider implements DetectorProvider {
        @Override
        public String engine() {
            return DetectorOptions.ONNX;
        }

        @Override
        public Detector zeroShot(List<String> classes, DetectorOptions options) {
            return new LetterboxDetector(open(classes, options), options);
        }

        @Override
        public TaskDetector open(List<String> classes, DetectorOptions options) {
            Backbone backbone = OpenVocabulary.backbone(options.backbone());
            return open(OpenVocabulary.zeroShot(backbone, classes, options.templates()), backbone, options);
        }

        @Override
        public Detector load(Path task, DetectorOptions options) {
            return new LetterboxDetector(open(task, options), options);
        }

        @Override
        public TaskDetector open(Path file, DetectorOptions options) {
            if (file.toString().endsWith(".onnx")) {
                OpenVocabulary.requireNoClasses(options.classes(), file);
                return OnnxDetector.open(file, runtime(options));
            }
            Task task = TaskFile.read(file);
            Backbone backbone = CheckedTask.backbone(task, options.backbone());
            return open(
                    OpenVocabulary.withClasses(task, backbone, options.classes(), options.templates()),
                    backbone,
                    options);
        }

        private static OnnxDetector open(Task task, Backbone backbone, DetectorOptions options) {
            return of(CheckedTask.of(task, backbone), backbone, options.precision(), runtime(options));
        }
    }

    private OnnxDetector(OrtSession session, ExportMetadata about, RuntimeOptions options) {
        this.session = session;
        this.about = about;
        this.turns = RunTurns.of(options);
    }

    /**
     * Builds a task's graph for its input size, and a session for it.
     *
     * @param weights of the backbone that the task belongs to
     * @throws org.vpt4j.vision.error.ConfigException if the device is not available
     */
    static OnnxDetector of(CheckedTask task, EncoderWeights weights, WeightFormat precision, RuntimeOptions options) {
        ExportOptions export = ExportOptions.of("detector")
                .withLayout(ExportOptions.Layout.SINGLE)
                .withPrecision(precision)
                .withFixedSize(true);
        OnnxGraph graph = TaskGraphs.detector(task, weights, export);
        ExportMetadata about = ExportMetadata.read(graph.metadata(), "the task's graph");
        return new OnnxDetector(OnnxRuntime.session(graph, options), about, options);
    }

    /**
     * Opens a file of {@link TaskGraphs#detector}.
     *
     * @throws WeightsException if it is no such file
     * @throws org.vpt4j.vision.error.ConfigException if the device is not available
     */
    static OnnxDetector open(Path file, RuntimeOptions options) {
        OrtSession session = OnnxRuntime.session(file, options);
        try {
            ExportMetadata about = ExportMetadata.read(session.getMetadata().getCustomMetadata(), file.toString());
            if (about.kind() != ExportMetadata.Kind.DETECTOR) {
                throw new WeightsException(
                        file + " is the task's part of a shared export and has no encoder; export the"
                                + " task with --layout single, or load the task file itself");
            }
            return new OnnxDetector(session, about, options);
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
    public Task.Preprocessing preprocessing() {
        return about.task().preprocessing();
    }

    @Override
    public List<List<Detection>> detect(ByteBuffer pixels, int images, double minScore) {
        ImageSize inputSize = preprocessing().input();
        FloatBuffer values = pixels.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer();
        long[] shape = {images, 3, inputSize.height(), inputSize.width()};
        try (OnnxTensor input = OnnxTensor.createTensor(OnnxRuntime.environment(), values, shape);
                OrtSession.Result result = turns.take(() -> session.run(Map.of(EncoderGraph.PIXELS, input)))) {
            return TaskGraphs.detections(result, images, about.decoder(), minScore);
        } catch (OrtException e) {
            String what = Counted.of(images, "image", "images") + " of " + inputSize + " pixels";
            throw OnnxRuntime.failed("detect on " + what, e);
        }
    }

    static RuntimeOptions runtime(DetectorOptions options) {
        String device = options.device().equalsIgnoreCase("gpu") ? "cuda:0" : options.device();
        return new RuntimeOptions(device, options.threads());
    }

    @Override
    public void close() {
        OnnxRuntime.close(session);
    }
}
