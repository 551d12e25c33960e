package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.assign.TaskAlignedAssigner;
import org.vpt4j.detect.loss.DenseLoss;
import org.vpt4j.detect.loss.DenseTargets;
import org.vpt4j.detect.loss.LossParts;
import org.vpt4j.detect.parameters.ParameterTable;
import org.vpt4j.detect.parameters.Start;
import org.vpt4j.detect.pyramid.Locations;
import org.vpt4j.detect.pyramid.SimplePyramid;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Script;
import org.vpt4j.vision.script.Tensors;

/**
 * Anchor-free dense head: at every location of a {@link SimplePyramid} a score for each class and the distances to the
 * four sides of a box. Two towers, shared by the levels, of 3×3 convolutions with group norm and SiLU; a distance is
 * {@code exp(scale · x)} strides, with one learned scale a level.
 *
 * <p>Outputs: class logits {@code [B, N, C]} and boxes {@code [B, N, 4]}, xyxy in canvas pixels, over {@link Locations}.
 * Learns by {@link TaskAlignedAssigner} and {@link DenseLoss}. Owns native memory: close it.
 */
public final class DenseHead implements DetectionHead {
    /** The name it is registered under. */
    public static final String NAME = "dense";

    private static final String PYRAMID = "pyramid.";
    private static final String TOWERS = "towers.";
    private static final int LEVELS = 3;
    /** Probability of a class at a location before anything is learned (Lin et al. 2017, focal loss, section 4.1). */
    private static final double PRIOR = 0.01;

    private final DenseHeadSettings settings;
    private final int classes;
    private final int patch;
    private final ParameterTable parameters;
    private final SimplePyramid pyramid;
    private final Script towers;
    private final TaskAlignedAssigner assigner;
    private final DenseLoss loss;

    /**
     * Compiles the head.
     *
     * @param classes number C of classes
     * @param channels channels of all the maps it will get together
     * @param patch side of the encoder's patch in pixels
     */
    public DenseHead(DenseHeadSettings settings, int classes, int channels, int patch) {
        this.settings = settings;
        this.classes = classes;
        this.patch = patch;
        pyramid = new SimplePyramid(channels, settings.neck(), settings.channels(), settings.groups());
        parameters = pyramid.parameters()
                .prefixed(PYRAMID)
                .with(towers(settings, classes).prefixed(TOWERS));
        towers = Script.load(
                DenseHead.class,
                "dense_head.py",
                Map.of("groups", settings.groups(), "convolutions", settings.convolutions(), "patch", patch));
        assigner = new TaskAlignedAssigner(settings.topK(), settings.alpha(), settings.beta());
        loss = new DenseLoss(settings.boxLoss(), settings.boxGain());
    }

    static DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers) {
        return new DenseHead(DenseHeadSettings.of(settings), classes, layers * encoder.width(), encoder.patch());
    }

    private static ParameterTable towers(DenseHeadSettings settings, int classes) {
        int width = settings.channels();
        Map<String, Start> starts = new LinkedHashMap<>();
        for (String tower : List.of("class", "box")) {
            for (int i = 0; i < settings.convolutions(); i++) {
                starts.put(tower + "." + i + ".weight", Start.convolution(width, width, 3));
                ParameterTable.addNorm(starts, tower + "." + i + ".norm", width);
            }
        }
        starts.put("class.out.weight", Start.uniform(new Shape(classes, width, 1, 1), 0.01));
        starts.put("class.out.bias", Start.constant(new Shape(classes), -Math.log((1 - PRIOR) / PRIOR)));
        starts.put("box.out.weight", Start.uniform(new Shape(4, width, 1, 1), 0.01));
        // the first boxes are four strides wide: the levels together cover what objects usually measure
        starts.put("box.out.bias", Start.constant(new Shape(4), Math.log(2)));
        starts.put("box.scale", Start.constant(new Shape(LEVELS), 1));
        return ParameterTable.of(starts);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, Object> settings() {
        return settings.toMap();
    }

    @Override
    public Map<String, Shape> shapes() {
        return parameters.shapes();
    }

    @Override
    public Tensors initialise(NDManager owner, long seed) {
        return parameters.initialise(owner, seed);
    }

    @Override
    public boolean decays(String parameter) {
        return parameters.decays(parameter);
    }

    @Override
    public NDList forward(NDManager scope, NDList maps, Tensors parameters, boolean gradients) {
        NDList levels = pyramid.forward(scope, maps, parameters.under(PYRAMID), gradients);
        NDList inputs = Tensors.asList("levels", levels);
        inputs.addAll(parameters.under(TOWERS).asDictionary("w"));
        return towers.call(scope, inputs, gradients);
    }

    @Override
    public LossParts loss(NDManager scope, NDList outputs, ImageSize canvas, List<List<Annotation>> truth) {
        Locations locations = Locations.of(canvas, patch);
        Predictions predictions = Predictions.of(outputs, locations.count(), classes);
        if (truth.size() != predictions.images()) {
            throw new IllegalArgumentException(
                    "objects of " + truth.size() + " images for a batch of " + predictions.images());
        }
        DenseTargets targets = new DenseTargets(truth.size(), locations.count());
        for (int image = 0; image < truth.size(); image++) {
            targets.set(
                    image,
                    assigner.assign(
                            predictions.logits().get(image),
                            predictions.boxes().get(image),
                            locations,
                            truth.get(image)),
                    truth.get(image));
        }
        return loss.of(scope, outputs.get(0), outputs.get(1), targets);
    }

    @Override
    public List<List<Detection>> decode(NDList outputs, ImageSize canvas, double minScore, int most) {
        Predictions predictions =
                Predictions.of(outputs, Locations.of(canvas, patch).count(), classes);
        List<List<Detection>> decoded = new ArrayList<>();
        for (int image = 0; image < predictions.images(); image++) {
            decoded.add(DenseDecoder.decode(
                    predictions.logits().get(image), predictions.boxes().get(image), classes, canvas, minScore, most));
        }
        return decoded;
    }

    @Override
    public boolean needsSuppression() {
        return true;
    }

    @Override
    public void close() {
        loss.close();
        towers.close();
        pyramid.close();
    }

    /** The outputs of a batch as plain arrays, without gradients: one {@code [N, C]} and one {@code [N, 4]} an image. */
    private record Predictions(List<float[]> logits, List<float[]> boxes) {

        static Predictions of(NDList outputs, int locations, int classes) {
            NDArray logits = outputs.get(0);
            Shape shape = logits.getShape();
            if (shape.get(1) != locations || shape.get(2) != classes) {
                throw new IllegalArgumentException(
                        "outputs " + shape + " do not belong to " + locations + " locations, " + classes + " classes");
            }
            int images = Math.toIntExact(shape.get(0));
            return new Predictions(
                    split(logits.toFloatArray(), images), split(outputs.get(1).toFloatArray(), images));
        }

        private static List<float[]> split(float[] values, int parts) {
            int size = values.length / parts;
            List<float[]> split = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                split.add(Arrays.copyOfRange(values, i * size, (i + 1) * size));
            }
            return split;
        }

        int images() {
            return logits.size();
        }
    }
}
