package org.vpt4j.detect;

import java.nio.file.Path;
import java.util.List;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Finds objects on images: a frozen encoder with the prompt and the head of one task. May be used by several threads.
 *
 * <pre>{@code
 * try (Detector detector = Detector.load(Path.of("cells.safetensors"))) {
 *     for (Detection found : detector.detect(Path.of("blood.jpg"))) {
 *         System.out.println(found.label() + " " + found.box());
 *     }
 * }
 * }</pre>
 *
 * <p>Owns native memory: close it.
 */
public interface Detector extends AutoCloseable {

    /**
     * A detector for a task file with default options.
     *
     * <p>Its backbone is the folder that it was trained on if that still exists, otherwise the known backbone of the name
     * in the task.
     *
     * @param task the {@code task.safetensors} of a training, a detector that was exported as a single {@code .onnx}
     *     file, which includes its backbone and its precision, or {@code Path.of("objects")}: the {@link ShippedTask}
     * @throws org.vpt4j.vision.error.FileException if the file cannot be read
     * @throws org.vpt4j.vision.error.WeightsException if the file is damaged or belongs to another backbone
     * @throws org.vpt4j.vision.error.ConfigException if the backbone is unknown, or the engine or the device is not
     *     available
     */
    static Detector load(Path task) {
        return load(task, DetectorOptions.defaults());
    }

    /** A detector for a task file with these options; throws as {@link #load(Path)}. */
    static Detector load(Path task, DetectorOptions options) {
        return DetectorProvider.of(options).load(ShippedTask.resolve(task, options.backbone()), options);
    }

    /**
     * A detector of anything that a backbone has words for, without training: each patch of an image is compared with the
     * names. Boxes are coarse, and touching objects of a class are one; train a task where that is not enough.
     *
     * <pre>{@code
     * Detector.zeroShot(List.of("cat", "dog"), DetectorOptions.defaults().withBackbone("openai/clip-vit-base-patch16"))
     * }</pre>
     *
     * @param classes names to look for, such as {@code red circle}
     * @param options whose backbone is named, and knows words: a CLIP or SigLIP model with both sides
     * @throws org.vpt4j.vision.error.ConfigException if the backbone is unknown or knows no words, or a name is missing or
     *     given twice
     * @throws org.vpt4j.vision.error.WeightsException if the backbone is damaged
     */
    static Detector zeroShot(List<String> classes, DetectorOptions options) {
        return DetectorProvider.of(options).zeroShot(classes, options);
    }

    /** Class names, by class index. */
    List<String> classes();

    /** The task's own score threshold, in [0, 1]: that of the best F1 on its validation images. */
    double threshold();

    /**
     * About the side of the smallest objects that can be seen on an image of this size, in its pixels: where they are
     * much smaller than a patch of the encoder, nothing is left of them. {@link DetectorOptions#withTiles Tiles} make it
     * smaller.
     *
     * @return 0 if it is not known
     */
    default double leastSide(ImageSize image) {
        return 0;
    }

    /**
     * Detects on one image.
     *
     * @param image of any size
     * @return detections in the image's pixels, by falling score, at least {@link #threshold}
     * @throws IllegalStateException if the detector is closed
     */
    default List<Detection> detect(Image image) {
        return detect(List.of(image), threshold()).get(0);
    }

    /**
     * Detects on an image file.
     *
     * @param image JPEG, PNG, BMP, GIF, TIFF or WebP; turned as its EXIF orientation says
     * @return as {@link #detect(Image)}
     * @throws org.vpt4j.vision.error.ImageException if it cannot be read
     */
    default List<Detection> detect(Path image) {
        return detect(Image.read(image));
    }

    /**
     * Detects on several images at once, each with a score of at least {@link #threshold}; see
     * {@link #detect(List, double)}.
     */
    default List<List<Detection>> detect(List<Image> images) {
        return detect(images, threshold());
    }

    /**
     * Detects on several images at once.
     *
     * @param images of any sizes
     * @param minScore lowest score that is kept, in [0, 1]; not checked: below 0 is as 0; above 1, or NaN, keeps nothing
     * @return for each image its detections in its pixels, by falling score
     * @throws IllegalStateException if the detector is closed
     */
    List<List<Detection>> detect(List<Image> images, double minScore);

    /**
     * Waits for running calls, then frees the native memory. Later calls of {@code detect} are refused; closing again
     * does nothing.
     */
    @Override
    void close();
}
