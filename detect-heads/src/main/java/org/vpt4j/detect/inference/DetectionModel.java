package org.vpt4j.detect.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.HeadNetwork;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;

/**
 * A frozen encoder, a tuning method and a head: {@code pixels [B,3,H,W] -> detections} on the input.
 *
 * <p>Trained tensors are named {@code tuned.…} (the method's) and {@code head.…}. Each pass is given the tensors to use,
 * so that live values and their moving average share one model. Owns the head's network and the trained tensors, not the
 * encoder, which several models can share. Close it.
 */
public final class DetectionModel implements AutoCloseable {
    /** Prefix of the tuning method's tensors. */
    public static final String TUNED = "tuned.";
    /** Prefix of the head's tensors. */
    public static final String HEAD = "head.";

    private final NDManager manager;
    private final VisionEncoder encoder;
    private final ModelSpec spec;
    private final DetectionHead head;
    private final HeadNetwork network;
    private final Tensors parameters;
    private final Optional<ModelWords> words;

    DetectionModel(
            NDManager manager,
            VisionEncoder encoder,
            ModelSpec spec,
            DetectionHead head,
            HeadNetwork network,
            Tensors parameters,
            Optional<ModelWords> words) {
        this.manager = manager;
        this.encoder = encoder;
        this.spec = spec;
        this.head = head;
        this.network = network;
        this.parameters = parameters;
        this.words = words;
    }

    /** Owner of the parameters; use a sub-manager for each pass. */
    public NDManager manager() {
        return manager;
    }

    public VisionEncoder encoder() {
        return encoder;
    }

    /** What it was built from. */
    public ModelSpec spec() {
        return spec;
    }

    public DetectionHead head() {
        return head;
    }

    /** The head's network; the model closes it. */
    public HeadNetwork network() {
        return network;
    }

    /** The live trained tensors: {@code tuned.…} and {@code head.…}. */
    public Tensors parameters() {
        return parameters;
    }

    /**
     * Normalised pixels as an array {@code [images, 3, H, W]}. May share the buffer's memory: close it before the buffer is
     * reused.
     */
    public static NDArray pixels(NDManager scope, ByteBuffer pixels, int images, ImageSize inputSize) {
        return scope.create(pixels, new Shape(images, 3, inputSize.height(), inputSize.width()), DataType.FLOAT32);
    }

    /** Feature maps {@code [B, D, h, w]} of the chosen layers. */
    public NDList encode(NDManager scope, NDArray pixels, Tensors tensors, boolean gradients) {
        return encoder.features(scope, pixels, spec.head().layers(), spec.method(), tensors.under(TUNED), gradients);
    }

    /** The same from an intermediate input of the encoder. */
    public NDList encode(NDManager scope, VisionEncoder.Input input, Tensors tensors, boolean gradients) {
        return encoder.features(scope, input, spec.head().layers(), spec.method(), tensors.under(TUNED), gradients);
    }

    /** The same in a training step, where the method may draw random numbers from the seed. */
    public NDList encodeInTraining(NDManager scope, VisionEncoder.Input input, Tensors tensors, long seed) {
        return encoder.features(
                scope, input, spec.head().layers(), spec.method().inTraining(seed), tensors.under(TUNED), true);
    }

    /** The head's outputs on feature maps. */
    public NDList detectOn(NDManager scope, NDList maps, Tensors tensors, boolean gradients) {
        Tensors own = tensors.under(HEAD);
        Tensors used = words.map(learned -> learned.in(scope, maps, tensors.under(TUNED), own, gradients))
                .orElse(own);
        return network.forward(scope, maps, used, gradients);
    }

    /**
     * The head's tensors as a detector needs them: with the class embeddings that learned words result in.
     *
     * @param tensors the trained tensors to use
     */
    public Tensors detectorHead(NDManager scope, Tensors tensors) {
        Tensors own = tensors.under(HEAD);
        return words.map(learned -> learned.fixed(scope, tensors.under(TUNED), own))
                .orElse(own);
    }

    /**
     * Detects.
     *
     * @param pixels normalised float32 {@code [images, 3, H, W]}, a direct buffer of native byte order
     * @param tensors the trained tensors to use
     * @param minScore lowest score that is kept, in [0, 1]
     * @return for each image its detections in input pixels, by descending score, after class-wise NMS
     */
    public List<List<Detection>> detect(ByteBuffer pixels, int images, Tensors tensors, double minScore) {
        return decoder().decode(propose(pixels, images, tensors), minScore);
    }

    /** The same on a batch of images that may start at an intermediate layer's features. */
    public List<List<Detection>> detect(ImageBatch batch, Tensors tensors, double minScore) {
        try (NDManager scope = manager.newSubManager()) {
            NDList maps = encode(scope, batch.input(scope, encoder), tensors, false);
            return decoder().decode(network.proposals(detectOn(scope, maps, tensors, false)), minScore);
        }
    }

    /** Decodes its proposals. */
    public DetectionDecoder decoder() {
        return new DetectionDecoder(spec.classes(), head.needsSuppression(), spec.input());
    }

    /** The head's raw outputs at every location; pixels and tensors as for {@link #detect}. */
    public Proposals propose(ByteBuffer pixels, int images, Tensors tensors) {
        try (NDManager scope = manager.newSubManager()) {
            NDList maps = encode(scope, pixels(scope, pixels, images, spec.input()), tensors, false);
            return network.proposals(detectOn(scope, maps, tensors, false));
        }
    }

    @Override
    public void close() {
        words.ifPresent(ModelWords::close);
        network.close();
        manager.close();
    }
}
