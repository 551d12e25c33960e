package org.vpt4j.detect.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.Task;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.tuning.TuningMethod;

/**
 * Many tasks on one encoder in memory. Tasks are attached by name, and may be replaced and detached while requests run.
 * May be used by several threads.
 *
 * <pre>{@code
 * try (SharedDetector shared = SharedDetector.open(backbone, DetectorOptions.defaults())) {
 *     shared.attach("cells", Path.of("cells.safetensors"));
 *     shared.attach("chess", Path.of("chess.safetensors"));
 *     Map<String, List<Detection>> found = shared.detect(image, List.of("cells", "chess"));
 * }
 * }</pre>
 *
 * <p>A running request finishes on the tasks that it started with. Results equal those of a separate detector for each
 * task, except that with int8 weights the range of the activations is that of the whole batch.
 *
 * <p>Owns native memory: close it. Closing waits for running requests and detaches all tasks. Loading, attaching,
 * replacing, detaching and detecting then throw {@link IllegalStateException}; {@link #tasks} is empty. Closing again
 * does nothing.
 */
public final class SharedDetector implements AutoCloseable {
    private static final int MOST_ROWS = 16; // of a batch; the encoder's activations take memory for each

    private final Backbone backbone;
    private final DetectorOptions options;
    private final TaskRunner runner;
    private final AttachedTasks attached = new AttachedTasks();
    private final PixelBatch.Memory buffers = new PixelBatch.Memory();
    private final CallGate gate = new CallGate("shared detector");

    /**
     * One image and one task to run on it.
     *
     * @param image of any size
     * @param task the name that it is attached under
     * @param minScore lowest score that is kept, in [0, 1]; empty: the task's own threshold. Not checked: below 0 acts as
     *     0; above 1, or NaN, keeps nothing
     */
    public record Request(Image image, String task, OptionalDouble minScore) {

        /** With the task's own threshold. */
        public static Request of(Image image, String task) {
            return new Request(image, task, OptionalDouble.empty());
        }

        /** With this lowest score. */
        public Request withMinScore(double score) {
            return new Request(image, task, OptionalDouble.of(score));
        }
    }

    private SharedDetector(Backbone backbone, DetectorOptions options, TaskRunner runner) {
        this.backbone = backbone;
        this.options = options;
        this.runner = runner;
    }

    /**
     * Loads the encoder.
     *
     * @param options precision, device, threads and tiles; their backbone is ignored
     * @throws ConfigException if the engine is not {@link DetectorOptions#ONNX}, or the device is not available
     */
    public static SharedDetector open(Backbone backbone, DetectorOptions options) {
        if (!options.engine().equals(DetectorOptions.ONNX)) {
            throw new ConfigException("engine: tasks share an encoder on \"" + DetectorOptions.ONNX
                    + "\" only, not on \"" + options.engine() + "\"");
        }
        List<Integer> layers =
                IntStream.rangeClosed(1, backbone.config().depth()).boxed().toList();
        return new SharedDetector(
                backbone,
                options,
                TaskRunner.open(backbone, layers, options.precision(), OnnxDetector.runtime(options)));
    }

    /** The backbone that all its tasks belong to. */
    public Backbone backbone() {
        return backbone;
    }

    /**
     * Loads a task, so that attaching it takes no time. The caller closes it, at any time: it stays attached.
     *
     * @throws org.vpt4j.vision.error.WeightsException if the task belongs to another backbone, or is damaged
     * @throws ConfigException if it changes the encoder's weights, so that it cannot share it
     * @throws IllegalStateException if this is closed
     */
    public LoadedTask load(Task task) {
        return load(CheckedTask.of(task, backbone));
    }

    /** The constants are checked too, in case a method changes the encoder but does not declare it. */
    LoadedTask load(CheckedTask task) {
        return gate.call(() -> {
            TuningMethod method = task.spec().method();
            Adaptation.Constants constants = task.constants(backbone);
            if (!method.sharesEncoder() || constants.changesEncoder()) {
                throw new ConfigException("the method \"" + method.name() + "\" has changed the encoder itself"
                        + (method.sharesEncoder() ? ", though its sharesEncoder says that it does not" : "")
                        + ", so its task cannot share one; load it with Detector.load, which loads a separate encoder");
            }
            return runner.load(task, constants);
        });
    }

    /**
     * The same from a file.
     *
     * @throws org.vpt4j.vision.error.FileException if it cannot be read; otherwise as {@link #load(Task)}
     */
    public LoadedTask load(Path task) {
        return load(TaskFile.read(ShippedTask.resolve(task, backbone)));
    }

    /**
     * Attaches a loaded task.
     *
     * @param task loaded by this
     * @throws ConfigException if the name is taken, or the task was loaded by another
     * @throws IllegalStateException if the task is closed and no longer attached, or if this is closed
     */
    public void attach(String name, LoadedTask task) {
        requireOwn(task);
        gate.call(() -> {
            attached.attach(name, task);
            return task;
        });
    }

    /** Loads and attaches a task; throws as {@link #load(Task)} and {@link #attach(String, LoadedTask)}. */
    public void attach(String name, Task task) {
        try (LoadedTask loaded = load(task)) {
            attach(name, loaded);
        }
    }

    /** Loads and attaches a task; throws as {@link #load(Path)} and {@link #attach(String, LoadedTask)}. */
    public void attach(String name, Path task) {
        attach(name, TaskFile.read(ShippedTask.resolve(task, backbone)));
    }

    /**
     * Replaces the task of a name: requests that start from now on use the new one.
     *
     * @throws ConfigException if none is attached under the name, or the task was loaded by another
     * @throws IllegalStateException if the task is closed and no longer attached, or if this is closed
     */
    public void replace(String name, LoadedTask task) {
        requireOwn(task);
        gate.call(() -> {
            attached.replace(name, task);
            return task;
        });
    }

    /** Loads a task and replaces another; throws as {@link #load(Task)} and {@link #replace(String, LoadedTask)}. */
    public void replace(String name, Task task) {
        try (LoadedTask loaded = load(task)) {
            replace(name, loaded);
        }
    }

    /**
     * Detaches a task; its memory is freed after the last request on it.
     *
     * @throws ConfigException if none is attached under the name
     * @throws IllegalStateException if this is closed
     */
    public void detach(String name) {
        gate.call(() -> {
            attached.detach(name);
            return name;
        });
    }

    /** Names of the attached tasks, sorted. */
    public NavigableSet<String> tasks() {
        return attached.names();
    }

    /**
     * Class names of an attached task.
     *
     * @throws ConfigException if none is attached under the name
     */
    public List<String> classes(String name) {
        return ask(name, LoadedTask::classes);
    }

    /**
     * An attached task's own score threshold, in [0, 1].
     *
     * @throws ConfigException if none is attached under the name
     */
    public double threshold(String name) {
        return ask(name, LoadedTask::threshold);
    }

    /**
     * As {@link org.vpt4j.detect.Detector#leastSide} for an attached task.
     *
     * @throws ConfigException if none is attached under the name
     */
    public double leastSide(String name, ImageSize image) {
        return ask(name, task -> TiledImage.leastSide(image, tiling(task), task.preprocessing()));
    }

    private <T> T ask(String name, Function<LoadedTask, T> question) {
        LoadedTask task = attached.acquire(name);
        try {
            return question.apply(task);
        } finally {
            task.release();
        }
    }

    /** Runs one task on one image, with its own threshold; throws as {@link #detect(List)}. */
    public List<Detection> detect(Image image, String task) {
        return detect(List.of(Request.of(image, task))).get(0);
    }

    /**
     * Runs several tasks on one image, with their own thresholds; throws as {@link #detect(List)}.
     *
     * @return by the tasks' names, in their order
     */
    public Map<String, List<Detection>> detect(Image image, List<String> tasks) {
        List<List<Detection>> found =
                detect(tasks.stream().map(task -> Request.of(image, task)).toList());
        Map<String, List<Detection>> byTask = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            byTask.put(tasks.get(i), found.get(i));
        }
        return byTask;
    }

    /**
     * Runs any tasks on any images, with as few runs of the encoder as their inputs and prompts allow.
     *
     * @return for each request, in order, its detections in the image's pixels, by descending score
     * @throws ConfigException if no task is attached under a name; nothing is done then
     * @throws IllegalStateException if this is closed
     */
    public List<List<Detection>> detect(List<Request> requests) {
        return gate.call(() -> {
            Map<String, LoadedTask> used = new HashMap<>();
            try {
                List<TiledImage> images = new ArrayList<>();
                List<MixedBatch.Job> jobs = new ArrayList<>();
                for (Request request : requests) {
                    LoadedTask task = used.computeIfAbsent(request.task(), attached::acquire);
                    double least = request.minScore().orElse(task.threshold());
                    TiledImage image = TiledImage.of(request.image(), tiling(task), task.preprocessing());
                    images.add(image);
                    image.cutouts().forEach(cutout -> jobs.add(new MixedBatch.Job(cutout, task, least)));
                }
                List<List<Detection>> results = new ArrayList<>(Collections.nCopies(jobs.size(), List.of()));
                MixedBatch.of(jobs, MOST_ROWS).forEach(batch -> batch.run(runner, buffers, results));
                Iterator<List<Detection>> next = results.iterator();
                images.forEach(image -> image.parts().forEach(part -> image.add(next.next())));
                return images.stream().map(TiledImage::merged).toList();
            } finally {
                used.values().forEach(LoadedTask::release);
            }
        });
    }

    private Tiling tiling(LoadedTask task) {
        return options.tiles().orElse(task.preprocessing().tiles());
    }

    private void requireOwn(LoadedTask task) {
        if (task.owner() != runner) {
            throw new ConfigException("the task was loaded for another encoder; load it with this shared detector");
        }
    }

    @Override
    public void close() {
        gate.close(() -> {
            attached.detachAll();
            runner.close();
            buffers.clear();
        });
    }
}
