package org.vpt4j.detect.export;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;

/**
 * Writes a task as ONNX files, after checking that they detect what the training graph detects. Files are written
 * completely or not at all.
 *
 * <p>Without the PyTorch engine on the class path, the float32 graph takes the place of the training graph.
 */
public final class TaskExport {
    private static final int BATCH = 2;
    private static final String ENGINE = "PyTorch";

    private final CheckedTask task;
    private final Backbone backbone;
    private final ExportOptions options;
    private final RuntimeOptions runtime;
    private final Listener listener;

    /** Is called with the progress of an export. */
    @FunctionalInterface
    public interface Listener {
        /** Ignores it. */
        Listener NONE = (stage, done, steps) -> {};

        /**
         * Called at the beginning and after each step of a stage.
         *
         * @param stage what is being done
         * @param done from 0 to {@code steps}
         */
        void at(String stage, int done, int steps);
    }

    private TaskExport(
            CheckedTask task, Backbone backbone, ExportOptions options, RuntimeOptions runtime, Listener listener) {
        this.task = task;
        this.backbone = backbone;
        this.options = options;
        this.runtime = runtime;
        this.listener = listener;
    }

    /**
     * Exports a task.
     *
     * @param backbone that it was trained on
     * @param folder for the files; created if missing
     * @param images to check the export on, at least one
     * @param runtime device and threads for the check
     * @throws org.vpt4j.vision.error.WeightsException if the task belongs to another backbone, or is damaged
     * @throws ConfigException if the folder holds an encoder that the task cannot share
     * @throws VptException if the export differs from the training graph by more than its precision explains; nothing is
     *     written then
     * @throws FileException if the folder is a file, or a file cannot be written
     */
    public static ExportResult write(
            Task task,
            Backbone backbone,
            ExportOptions options,
            Path folder,
            List<Image> images,
            RuntimeOptions runtime,
            Listener listener) {
        if (images.isEmpty()) {
            throw new ConfigException("images: an export is checked on images before it is written; give at least one");
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileException(folder + " is a file, not a folder; choose another one for the exported files");
        }
        return write(CheckedTask.of(task, backbone), backbone, options, folder, images, runtime, listener);
    }

    static ExportResult write(
            CheckedTask checked,
            Backbone backbone,
            ExportOptions options,
            Path folder,
            List<Image> images,
            RuntimeOptions runtime,
            Listener listener) {
        TaskExport export = new TaskExport(checked, backbone, options, runtime, listener);
        return options.layout() == ExportOptions.Layout.SINGLE
                ? export.single(folder, images)
                : export.shared(folder, images);
    }

    private ExportResult single(Path folder, List<Image> images) {
        Path file = folder.resolve(options.name() + ".onnx");
        listener.at("graph", 0, 1);
        OnnxGraph graph = TaskGraphs.detector(task, backbone, options);
        listener.at("graph", 1, 1);
        try (DetectingGraph exported =
                ExportedGraph.single(task, file.toString(), OnnxRuntime.session(graph, runtime))) {
            Comparison comparison = compare(exported, images);
            graph.write(file);
            return new ExportResult(
                    List.of(exportedFile(file, false)), comparison.reference(), comparison.difference());
        }
    }

    private ExportResult shared(Path folder, List<Image> images) {
        Path file = folder.resolve(options.name() + ".onnx");
        listener.at("graphs", 0, 2);
        SharedEncoder encoder = SharedEncoder.of(task, backbone, options, folder);
        listener.at("graphs", 1, 2);
        OnnxGraph own = TaskGraphs.task(task, encoder.weights(), options);
        own.metadata("encoder", encoder.file().getFileName().toString());
        own.metadata("encoder_fingerprint", encoder.metadata().fingerprint());
        listener.at("graphs", 2, 2);
        try (DetectingGraph exported = open(file, encoder, own)) {
            Comparison comparison = compare(exported, images);
            write(file, encoder, own);
            List<ExportResult.ExportedFile> files =
                    List.of(exportedFile(encoder.file(), encoder.graph().isEmpty()), exportedFile(file, false));
            return new ExportResult(files, comparison.reference(), comparison.difference());
        }
    }

    private DetectingGraph open(Path file, SharedEncoder encoder, OnnxGraph own) {
        OrtSession encoding = encoder.graph()
                .map(graph -> OnnxRuntime.session(graph, runtime))
                .orElseGet(() -> OnnxRuntime.session(encoder.file(), runtime));
        OrtSession heading;
        try {
            heading = OnnxRuntime.session(own, runtime);
        } catch (RuntimeException e) {
            closeQuietly(encoding, e);
            throw e;
        }
        return ExportedGraph.shared(task, file.toString(), encoding, heading);
    }

    private static void closeQuietly(OrtSession session, RuntimeException reason) {
        try {
            session.close();
        } catch (OrtException e) {
            reason.addSuppressed(e);
        }
    }

    /** Both files or none of them. */
    private static void write(Path file, SharedEncoder encoder, OnnxGraph own) {
        boolean added = encoder.graph().isPresent() && !Files.exists(encoder.file());
        encoder.graph().ifPresent(graph -> graph.write(encoder.file()));
        try {
            own.write(file);
        } catch (RuntimeException e) {
            if (added) {
                deleteQuietly(encoder.file(), e);
            }
            throw e;
        }
    }

    private static void deleteQuietly(Path file, RuntimeException reason) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static ExportResult.ExportedFile exportedFile(Path file, boolean kept) {
        try {
            return new ExportResult.ExportedFile(file, Files.size(file), kept);
        } catch (IOException e) {
            throw new FileException(file + " was written, but cannot be read: " + e.getMessage(), e);
        }
    }

    private record Comparison(String reference, ExportResult.Difference difference) {}

    private Comparison compare(DetectingGraph exported, List<Image> images) {
        List<DetectingGraph.Outcome> expected = new ArrayList<>();
        String what;
        try (DetectingGraph reference = reference()) {
            what = reference.what();
            for (List<Image> batch : batches(images)) {
                listener.at("running " + what, expected.size() * BATCH, images.size());
                expected.add(
                        reference.run(task.task().preprocessing().letterbox().pixels(batch), batch.size()));
            }
            listener.at("running " + what, images.size(), images.size());
        }
        ExportResult.Difference difference = ExportResult.Difference.none();
        for (List<Image> batch : batches(images)) {
            listener.at("running the export", difference.images(), images.size());
            DetectingGraph.Outcome outcome =
                    exported.run(task.task().preprocessing().letterbox().pixels(batch), batch.size());
            difference = difference.with(
                    expected.get(difference.images() / BATCH),
                    outcome,
                    task.task().threshold());
        }
        listener.at("running the export", images.size(), images.size());
        if (!difference.within(options.precision(), task.spec().input())) {
            throw new VptException("the export does not detect what " + what + " detects: " + difference
                    + "; nothing was written. " + advice());
        }
        return new Comparison(what, difference);
    }

    private String advice() {
        return options.precision() == WeightFormat.FP32
                ? "Please report this"
                : "Use --precision fp32, or check with --images on images like those it was trained on";
    }

    private DetectingGraph reference() {
        if (Engine.hasEngine(ENGINE)) {
            return TrainingGraph.load(task, backbone, runtime.threads());
        }
        ExportOptions plain = options.withPrecision(WeightFormat.FP32)
                .withLayout(ExportOptions.Layout.SINGLE)
                .withSuppression(false);
        return ExportedGraph.single(
                task,
                "the float32 graph (there is no PyTorch engine to run the training graph)",
                OnnxRuntime.session(TaskGraphs.detector(task, backbone, plain), runtime));
    }

    private static List<List<Image>> batches(List<Image> images) {
        List<List<Image>> batches = new ArrayList<>();
        for (int from = 0; from < images.size(); from += BATCH) {
            batches.add(images.subList(from, Math.min(images.size(), from + BATCH)));
        }
        return batches;
    }
}
