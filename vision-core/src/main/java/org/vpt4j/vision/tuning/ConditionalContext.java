package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.ClassTexts;
import org.vpt4j.vision.text.LearnedWords;

/**
 * CoCoOp (Zhou et al. 2022, "Conditional prompt learning"): as {@link ContextOptimization}, and a small network shifts the
 * vectors by what is on the image, here the mean of its patches.
 *
 * <p>Parameters: {@code context [n, W]}; {@code meta.down.weight [H, D]}, {@code meta.down.bias [H]},
 * {@code meta.up.weight [W, H]}, {@code meta.up.bias [W]} with {@code H = D / 16}, at least 4.
 */
record ConditionalContext(ContextSettings context) implements TuningMethod, LearnedWords.OfImages {
    static final String NAME = "cocoop";
    private static final String DOWN = "meta.down";
    private static final String UP = "meta.up";
    private static final int REDUCTION = 16; // the paper's
    private static final int LEAST = 4;

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "learned words around the class names that depend on the image (Zhou et al. 2022)",
            ContextSettings.ALL,
            s -> new ConditionalContext(ContextSettings.of(s)));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return context.toSettings();
    }

    @Override
    public TuningMethod on(Backbone backbone, List<String> classes) {
        return new ConditionalContext(context.on(backbone, 0));
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        context.require(NAME);
        int hidden = Math.max(LEAST, config.width() / REDUCTION);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(ContextOptimization.CONTEXT, new Shape(context.place().vectors(), context.width()));
        shapes.put(DOWN + ".weight", new Shape(hidden, config.width()));
        shapes.put(DOWN + ".bias", new Shape(hidden));
        shapes.put(UP + ".weight", new Shape(context.width(), hidden));
        shapes.put(UP + ".bias", new Shape(context.width()));
        return shapes;
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        Map<String, Shape> shapes = shapes(encoder.config());
        return Leaves.of(owner, shapes, name -> {
            SplittableRandom random = initialization.random(name);
            if (name.equals(ContextOptimization.CONTEXT)) {
                return context.random(random, context.place().vectors());
            }
            return name.equals(DOWN + ".weight")
                    ? Initialization.kaiming(shapes.get(name), random)
                    : new float[(int) shapes.get(name).size()]; // so that it begins as CoOp does
        });
    }

    @Override
    public Map<String, FloatTensor> given(Backbone backbone, Map<String, FloatTensor> drawn) {
        return Map.of(ContextOptimization.CONTEXT, context.started(drawn.get(ContextOptimization.CONTEXT), backbone));
    }

    @Override
    public Optional<LearnedWords> words() {
        return Optional.of(this);
    }

    @Override
    public ClassTexts.Place place() {
        return context.place();
    }

    @Override
    public OnnxGraph.Value vectors(OnnxGraph graph, OnnxGraph.Value map, OnnxWeights parameters) {
        OnnxGraph.Value image =
                graph.node("ReduceMean", List.of(map), Map.of("axes", new long[] {2, 3}, "keepdims", 0));
        OnnxGraph.Value shift = graph.linear(graph.relu(graph.linear(image, parameters, DOWN)), parameters, UP);
        OnnxGraph.Value shared = graph.unsqueeze(parameters.constant(ContextOptimization.CONTEXT), 0);
        return graph.add(shared, graph.unsqueeze(shift, 1));
    }

    @Override
    public NDArray embed(NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients) {
        try (NDManager inner = scope.newSubManager()) {
            Shape shape = map.getShape();
            NDArray patches = kept(inner, map.reshape(shape.get(0), shape.get(1), -1));
            NDArray image = kept(inner, patches.mean(new int[] {2})); // [B, D]
            NDArray hidden = linear(inner, image, parameters, DOWN);
            NDArray shift = linear(inner, kept(inner, hidden.maximum(0)), parameters, UP); // [B, W]
            NDArray vectors = parameters.get(ContextOptimization.CONTEXT).expandDims(0);
            NDArray moved = kept(inner, kept(inner, vectors).add(kept(inner, shift.expandDims(1))));
            return texts.embedEach(scope, moved, gradients);
        }
    }

    private static NDArray linear(NDManager scope, NDArray x, Tensors parameters, String name) {
        NDArray weight = kept(scope, parameters.get(name + ".weight").transpose());
        return kept(scope, kept(scope, x.matMul(weight)).add(parameters.get(name + ".bias")));
    }

    private static NDArray kept(NDManager scope, NDArray array) {
        array.attach(scope);
        return array;
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE;
    }

    @Override
    public double learningRate() {
        return 2e-3;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return config.depth() + 1;
    }
}
