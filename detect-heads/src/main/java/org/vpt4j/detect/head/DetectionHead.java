package org.vpt4j.detect.head;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.loss.LossParts;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;

/**
 * From the encoder's feature maps to objects: a trainable network, the loss it learns by, and how its outputs are read.
 *
 * <p>A head holds its scripts (close it) but no parameters: those are {@link Tensors} that the caller owns, so one head
 * serves the trained values, their moving average, and any number of tasks. The outputs of {@link #forward} are opaque
 * to all but {@link #loss} and {@link #decode} of the same head. Coordinates are xyxy in pixels of the canvas, the
 * picture as the encoder saw it.
 */
public interface DetectionHead extends AutoCloseable {

    /** The name it is registered, configured and saved under. */
    String name();

    /** Everything needed to make it again by {@link DetectionHeads#create}: strings, integers, doubles. */
    Map<String, Object> settings();

    /** Name and shape of every parameter, in order. */
    Map<String, Shape> shapes();

    /**
     * Parameters to start from: leaves that require gradients.
     *
     * @param owner whoever closes them
     * @param seed the same seed gives the same values
     */
    Tensors initialise(NDManager owner, long seed);

    /** Whether weight decay is for this parameter: for matrices and kernels, not for norms, biases and scales. */
    boolean decays(String parameter);

    /**
     * Runs the network.
     *
     * @param scope owner of the results
     * @param maps {@code [B, D, h, w]} for each chosen encoder layer, normalised
     * @param parameters arrays as named by {@link #shapes}
     * @param gradients whether autograd records
     */
    NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients);

    /**
     * The loss of a batch.
     *
     * @param scope owner of the results
     * @param outputs of {@link #forward}
     * @param canvas size of every image of the batch
     * @param truth the objects of each image, in canvas pixels
     */
    LossParts loss(NDManager scope, NDList outputs, ImageSize canvas, List<List<Annotation>> truth);

    /**
     * Reads the outputs: for each image its candidates, best first, clipped to the canvas. If
     * {@link #needsSuppression}, several of them may be the same object.
     *
     * @param outputs of {@link #forward}
     * @param canvas size of every image of the batch
     * @param minScore candidates below are left out
     * @param most candidates of an image, the best ones
     */
    List<List<Detection>> decode(NDList outputs, ImageSize canvas, double minScore, int most);

    /** Whether candidates need non-maximum suppression. */
    boolean needsSuppression();

    @Override
    void close();
}
