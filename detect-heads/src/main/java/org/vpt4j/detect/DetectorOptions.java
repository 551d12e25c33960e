package org.vpt4j.detect;

import java.util.List;
import java.util.Optional;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Tiling;
import org.vpt4j.vision.onnx.WeightFormat;

/**
 * How a detector runs.
 *
 * @param backbone name or folder of the backbone; empty: the one that the task names
 * @param engine {@link #ONNX}, or {@link #PYTORCH} for the very graph that was trained
 * @param precision of the encoder's weights; PyTorch has float32 only
 * @param device {@code auto} (a GPU if the engine sees one), {@code cpu}, or {@code cuda:N} for the GPU of this number;
 *     {@code gpu} is {@code cuda:0}
 * @param threads threads of the arithmetic; 0: what is best on this machine. For PyTorch, the first detector or training
 *     of a process decides for all
 * @param tiles into which images are cut; empty: as the task was trained
 * @param classes to find instead of the task's own, by their names; empty: the task's own
 * @param templates sentences around the names of these classes, with {@code {}} for the name; empty: the usual ones
 */
public record DetectorOptions(
        String backbone,
        String engine,
        WeightFormat precision,
        String device,
        int threads,
        Optional<Tiling> tiles,
        List<String> classes,
        List<String> templates) {
    /** ONNX Runtime, which every user of this library has: the default. */
    public static final String ONNX = "onnx";
    /** DJL's PyTorch engine, for those who have it on the class path. */
    public static final String PYTORCH = "pytorch";

    /** @throws ConfigException if the number of threads is negative */
    public DetectorOptions {
        classes = List.copyOf(classes);
        templates = List.copyOf(templates);
        if (threads < 0) {
            throw new ConfigException("threads: " + threads + " is negative; 0 means what is best on this machine");
        }
    }

    /** The backbone that the task names, ONNX Runtime, float32, a GPU if there is one. */
    public static DetectorOptions defaults() {
        return new DetectorOptions("", ONNX, WeightFormat.FP32, "auto", 0, Optional.empty(), List.of(), List.of());
    }

    /** The same with a backbone by its name or folder: it must be the one that the task was trained on. */
    public DetectorOptions withBackbone(String nameOrFolder) {
        return new DetectorOptions(nameOrFolder, engine, precision, device, threads, tiles, classes, templates);
    }

    /** The same on {@link #ONNX} or {@link #PYTORCH}. */
    public DetectorOptions withEngine(String name) {
        return new DetectorOptions(backbone, name, precision, device, threads, tiles, classes, templates);
    }

    /** The same with weights in this format. */
    public DetectorOptions withPrecision(WeightFormat format) {
        return new DetectorOptions(backbone, engine, format, device, threads, tiles, classes, templates);
    }

    /** The same on {@code auto}, {@code cpu} or {@code cuda:N}. */
    public DetectorOptions withDevice(String name) {
        return new DetectorOptions(backbone, engine, precision, name, threads, tiles, classes, templates);
    }

    /**
     * The same with so many threads for each call. All cores, the default, answer one caller soonest; where as many
     * callers as cores detect at the same time, 1 gives more images a second.
     */
    public DetectorOptions withThreads(int count) {
        return new DetectorOptions(backbone, engine, precision, device, count, tiles, classes, templates);
    }

    /**
     * The same with these tiles instead of those that the task was trained with: for small objects on large images. With
     * {@link Tiling#AUTO}, there are as many as the image's size calls for; {@link Tiling#OFF} has none. The whole image
     * is always used too, and an object on several tiles is found once. Each tile takes as long as an image.
     */
    public DetectorOptions withTiles(Tiling tiling) {
        return new DetectorOptions(
                backbone, engine, precision, device, threads, Optional.of(tiling), classes, templates);
    }

    /**
     * The same with these classes instead of the task's own, which it needs no training for: a task whose head knows its
     * classes by their names alone, such as {@code open-vocab} or {@code zero-shot}.
     *
     * @param names such as {@code red circle}; empty for the task's own
     */
    public DetectorOptions withClasses(List<String> names) {
        return new DetectorOptions(backbone, engine, precision, device, threads, tiles, names, templates);
    }

    /**
     * The same with these sentences around the names of classes that are given by their names; the embeddings of a name in
     * all of them are averaged. Tasks whose method has learned words take those instead.
     *
     * @param sentences such as {@code a photo of a {}}; empty for the usual ones
     */
    public DetectorOptions withTemplates(List<String> sentences) {
        return new DetectorOptions(backbone, engine, precision, device, threads, tiles, classes, sentences);
    }
}
