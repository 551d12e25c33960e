package org.vpt4j.detect.head;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.detect.head.ParameterTable.Start;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * Anchor-free dense head: at every location of a {@link SimplePyramid} it predicts a score for each class and the
 * distances to the four sides of a box. Two towers of 3×3 convolutions with group norm and SiLU, shared by the levels;
 * a distance is {@code exp(scale · x)} strides, with one learned scale per level.
 *
 * <p>Scores {@code [B, N, C]} and boxes {@code [B, N, 4]}, xyxy in input pixels, over
 * {@link org.vpt4j.detect.head.Locations}.
 */
final class DenseHead implements DetectionHead {
    /** The name it is registered under. */
    static final String NAME = "dense";

    static final DetectionHeadProvider PROVIDER = new DetectionHeadProvider() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String summary() {
            return "convolutions on a feature pyramid, without anchors, task-aligned (Feng et al. 2021)";
        }

        @Override
        public List<Setting<?>> settings() {
            return DenseHeadSettings.ALL;
        }

        @Override
        public DetectionHead create(
                Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
            DenseHeadSettings own = DenseHeadSettings.of(settings);
            return new DenseHead(own, classes.size(), own.pyramid(encoder, layers), encoder.patch());
        }
    };

    static final String PYRAMID = "pyramid.";
    static final String TOWERS = "towers.";
    private static final String CLASS_OUT = "class.out";
    private static final int LEVELS = 3;
    /** Initial probability of a class at a location (Lin et al. 2017, focal loss, section 4.1). */
    private static final double PRIOR = 0.01;

    private final DenseHeadSettings settings;
    private final int classes;
    private final int patch;
    private final ParameterTable parameters;
    private final SimplePyramid pyramid;

    /**
     * A head for an encoder and a task.
     *
     * @param classes number C of classes
     * @param sizes of the pyramid
     * @param patch side of the encoder's patch in pixels
     */
    DenseHead(DenseHeadSettings settings, int classes, SimplePyramid.Sizes sizes, int patch) {
        this.settings = settings;
        this.classes = classes;
        this.patch = patch;
        pyramid = new SimplePyramid(sizes);
        parameters = pyramid.parameters()
                .prefixed(PYRAMID)
                .with(towers(settings, classes, -Math.log((1 - PRIOR) / PRIOR)).prefixed(TOWERS));
    }

    /**
     * The parameters of both towers.
     *
     * @param outputs of the class tower at each location
     * @param bias that they start from
     */
    static ParameterTable towers(DenseHeadSettings settings, int outputs, double bias) {
        int width = settings.channels();
        Map<String, Start> starts = new LinkedHashMap<>();
        for (String tower : List.of("class", "box")) {
            for (int i = 0; i < settings.convolutions(); i++) {
                starts.put(tower + "." + i + ".weight", Start.convolution(width, width, 3));
                ParameterTable.addNorm(starts, tower + "." + i + ".norm", width);
            }
        }
        starts.put(CLASS_OUT + ".weight", Start.uniform(new Shape(outputs, width, 1, 1), 0.01));
        starts.put(CLASS_OUT + ".bias", Start.constant(new Shape(outputs), bias));
        starts.put("box.out.weight", Start.uniform(new Shape(4, width, 1, 1), 0.01));
        // initial boxes are four strides wide: the levels together cover typical object sizes
        starts.put("box.out.bias", Start.constant(new Shape(4), Math.log(2)));
        starts.put("box.scale", Start.constant(new Shape(LEVELS), 1));
        return ParameterTable.of(starts);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return settings.toSettings();
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
    public boolean hidden(String parameter) {
        return parameters.hidden(parameter);
    }

    @Override
    public Set<String> classParameters() {
        return Set.of(TOWERS + CLASS_OUT + ".weight", TOWERS + CLASS_OUT + ".bias");
    }

    @Override
    public boolean needsSuppression() {
        return true;
    }

    @Override
    public HeadNetwork network(Precision precision) {
        return new DenseHeadNetwork(settings, pyramid.network(precision), classes, patch, precision);
    }

    @Override
    public DetectionHead.Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
        List<OnnxGraph.Value> levels = pyramid.write(graph, maps, w.under(PYRAMID));
        DenseHeadGraph.Outputs towers = new DenseHeadGraph(graph, settings, patch).forward(levels, w.under(TOWERS));
        return new DetectionHead.Candidates(graph.sigmoid(towers.logits()), towers.boxes());
    }
}
