package org.vpt4j.samples.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.vpt4j.vision.runtime.OnnxRuntime;
import org.vpt4j.vision.runtime.RuntimeOptions;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * Times the same images and task as a bare session, as a detector, as a detector from image files, as the training graph,
 * and as a detector in fp16 and int8.
 */
final class PathComparison {
    private final Task task;
    private final Backbone backbone;
    private final List<Path> images;
    private final Path folder;
    private final DetectorOptions options;
    private final boolean pytorch;

    /**
     * @param images to detect on, in turn
     * @param folder for temporary files
     * @param pytorch whether to measure the training graph
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
            Rounds timed = new Rounds().add(PathRow.BARE, bare::run);
            addNetwork(timed, PathRow.NETWORK, taskFile, options, pixels, batch, open);
            FilesToBoxes files = opened(open, new FilesToBoxes(Detector.load(taskFile, options), images, batch));
            timed.add(PathRow.FILES, files::run);
            if (pytorch) {
                DetectorOptions trained = options.withEngine(DetectorOptions.PYTORCH);
                addNetwork(timed, PathRow.PYTORCH, taskFile, trained, pixels, batch, open);
            }
            addNetwork(timed, PathRow.FP16, taskFile, options.withPrecision(WeightFormat.FP16), pixels, batch, open);
            addNetwork(timed, PathRow.INT8, taskFile, options.withPrecision(WeightFormat.INT8), pixels, batch, open);
            return new PathRow(input.toString(), batch, timed.run(warmup, rounds, stop));
        } finally {
            open.forEach(PathComparison::close);
        }
    }

    private void addNetwork(
            Rounds timed,
            String name,
            Path file,
            DetectorOptions how,
            ByteBuffer pixels,
            int batch,
            Deque<AutoCloseable> open) {
        TaskDetector detector = opened(open, DetectorProvider.of(how).open(file, how));
        double threshold = detector.threshold();
        timed.add(name, () -> {
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

    /** ONNX Runtime on an exported detector alone: the input tensor is prepared, the results are not read. */
    private static final class BareSession implements AutoCloseable {
        private final OrtSession session;
        private final OnnxTensor pixels;

        BareSession(Path detector, RuntimeOptions options, ByteBuffer values, int images, ImageSize input) {
            session = OnnxRuntime.session(detector, options);
            try {
                pixels = OnnxTensor.createTensor(
                        OnnxRuntime.environment(),
                        values.duplicate().order(ByteOrder.nativeOrder()).asFloatBuffer(),
                        new long[] {images, 3, input.height(), input.width()});
            } catch (OrtException e) {
                throw OnnxRuntime.failed("take pixels", e);
            }
        }

        void run() {
            try (OrtSession.Result result = session.run(Map.of("pixel_values", pixels))) {
                if (result.size() != 2) {
                    throw new IllegalStateException("boxes and scores are expected, not " + result.size() + " results");
                }
            } catch (OrtException e) {
                throw OnnxRuntime.failed("run an exported detector", e);
            }
        }

        @Override
        public void close() {
            pixels.close();
            OnnxRuntime.close(session);
        }
    }

    /**
     * From image files to boxes. A single image is read, then detected on; with larger batches the next one is read while
     * the encoder runs.
     */
    private static final class FilesToBoxes implements AutoCloseable {
        private final Detector detector;
        private final List<Path> imageFiles;
        private final int batch;
        private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "read images");
            thread.setDaemon(true);
            return thread;
        });
        private CompletableFuture<List<Image>> ahead;
        private int next;

        /** Takes ownership of the detector. */
        FilesToBoxes(Detector detector, List<Path> imageFiles, int batch) {
            this.detector = detector;
            this.imageFiles = List.copyOf(imageFiles);
            this.batch = batch;
            this.ahead = readAhead();
        }

        /** The next batch, from the files to the boxes. */
        void run() {
            List<Image> images;
            if (batch == 1) {
                images = List.of(Image.read(imageFiles.get(next++ % imageFiles.size())));
            } else {
                images = ahead.join();
                ahead = readAhead();
            }
            if (detector.detect(images).size() != images.size()) {
                throw new IllegalStateException("a result for each image is expected");
            }
        }

        private CompletableFuture<List<Image>> readAhead() {
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                files.add(imageFiles.get(next++ % imageFiles.size()));
            }
            return CompletableFuture.supplyAsync(
                    () -> files.stream().map(Image::read).toList(), reader);
        }

        @Override
        public void close() {
            reader.shutdownNow();
            detector.close();
        }
    }
}
