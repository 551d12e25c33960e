package org.vpt4j.samples.bench;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.DetectorProvider;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.ExportOptions;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.weights.DataType;

/**
 * The same images with the same task on five ways through: a bare session, ours, ours from the files on, the graph of
 * the training, and ours with smaller weights.
 */
final class PathComparison {
    private final Task task;
    private final Backbone backbone;
    private final List<Path> images;
    private final Path folder;
    private final DetectorOptions options;
    private final boolean pytorch;

    /**
     * @param images that are looked at, in turn
     * @param folder for files that the measurement makes
     * @param pytorch whether the graph of the training takes part
     */
    PathComparison(
            Task task, Backbone backbone, List<Path> images, Path folder, DetectorOptions options, boolean pytorch) {
        this.task = task;
        this.backbone = backbone;
        this.images = images;
        this.folder = folder;
        this.options = options;
        this.pytorch = pytorch;
    }

    PathRow measure(ImageSize input, int batch, int warmup, int rounds, StopSignal stop) {
        Task sized = BenchTask.on(task, input);
        Path taskFile = folder.resolve("task-" + input + ".safetensors");
        TaskFile.write(taskFile, sized, DataType.F32);
        Path detectorFile = folder.resolve("detector-" + input + ".onnx");
        TaskGraphs.detector(CheckedTask.of(sized, backbone), backbone, ExportOptions.of("bench"))
                .write(detectorFile);
        ByteBuffer pixels = pixels(sized, batch);
        Deque<AutoCloseable> open = new ArrayDeque<>();
        try {
            RuntimeOptions runtime = new RuntimeOptions(options.device(), options.threads());
            BareSession bare = opened(open, new BareSession(detectorFile, runtime, pixels, batch, input));
            Rounds contest = new Rounds().add(PathRow.BARE, bare::run);
            addNetwork(contest, PathRow.NETWORK, taskFile, options, pixels, batch, open);
            FilesToBoxes files = opened(open, new FilesToBoxes(Detector.load(taskFile, options), images, batch));
            contest.add(PathRow.FILES, files::run);
            if (pytorch) {
                DetectorOptions trained = options.withEngine(DetectorOptions.PYTORCH);
                addNetwork(contest, PathRow.PYTORCH, taskFile, trained, pixels, batch, open);
            }
            addNetwork(contest, PathRow.FP16, taskFile, options.withPrecision(WeightFormat.FP16), pixels, batch, open);
            addNetwork(contest, PathRow.INT8, taskFile, options.withPrecision(WeightFormat.INT8), pixels, batch, open);
            return new PathRow(input.toString(), batch, contest.run(warmup, rounds, stop));
        } finally {
            open.forEach(PathComparison::close);
        }
    }

    private void addNetwork(
            Rounds contest,
            String name,
            Path file,
            DetectorOptions how,
            ByteBuffer pixels,
            int batch,
            Deque<AutoCloseable> open) {
        TaskDetector detector = opened(open, DetectorProvider.of(how).open(file, how));
        double threshold = detector.threshold();
        contest.add(name, () -> {
            if (detector.detect(pixels, batch, threshold).size() != batch) {
                throw new IllegalStateException("a result for each image is expected");
            }
        });
    }

    /** The images of a batch, ready for the encoder. */
    private ByteBuffer pixels(Task sized, int batch) {
        List<Image> shown = IntStream.range(0, batch)
                .mapToObj(i -> Image.read(images.get(i % images.size())))
                .toList();
        return sized.preprocessing().letterbox().pixels(shown);
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> open, T resource) {
        open.push(resource);
        return resource;
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("closing failed: " + e, e);
        }
    }
}
