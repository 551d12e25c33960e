package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;

/**
 * A {@link DetectionHead} in training, on the PyTorch engine: its network and its loss.
 *
 * <p>It holds its scripts (close it) but no parameters: those are {@link Tensors} that the caller owns, so one network
 * serves the trained values, their moving average, and any number of tasks. The outputs of {@link #forward} are opaque
 * to all but {@link #loss} and {@link #proposals} of the same network.
 */
public interface HeadNetwork extends AutoCloseable {

    /**
     * Runs the network.
     *
     * @param scope owner of the results
     * @param maps {@code [B, D, h, w]} for each chosen encoder layer, normalised; {@code [B, 3, H, W]} for the
     *     {@linkplain org.vpt4j.vision.encoder.FeatureLayers#IMAGE image}
     * @param parameters arrays as named by {@link DetectionHead#shapes}
     * @param gradients whether autograd records
     */
    NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients);

    /**
     * The loss of a batch.
     *
     * @param scope owner of the results
     * @param outputs of {@link #forward}
     * @param input size of every image of the batch
     * @param truth the objects of each image, in input pixels, including {@linkplain Annotation#crowd crowds}: these
     *     are not targets, and detections in them are not penalised
     */
    Loss loss(NDManager scope, NDList outputs, ImageSize input, List<List<Annotation>> truth);

    /**
     * The outputs as plain numbers, the same as {@link DetectionHead#write} computes.
     *
     * @param outputs of {@link #forward}
     */
    Proposals proposals(NDList outputs);

    @Override
    void close();

    /**
     * The loss of a batch.
     *
     * @param total scalar, float32, to backpropagate from; belongs to the scope the loss was computed in
     * @param parts values of its parts by name, in order, the same names for every batch; shown next to the total, as columns
     *     {@code NAME_loss} of {@code metrics.csv}. A name consists of lowercase letters, digits and _
     */
    record Loss(NDArray total, Map<String, Float> parts) {

        /** @throws IllegalArgumentException if a part's name has other characters */
        public Loss {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
            for (String name : parts.keySet()) {
                if (!name.matches("[a-z0-9_]+")) {
                    throw new IllegalArgumentException(
                            "a part of the loss is named by lowercase letters, digits and _, not \"" + name + "\"");
                }
            }
        }

        /** Reads the value of the total. */
        public float value() {
            return total.toFloatArray()[0];
        }
    }
}
