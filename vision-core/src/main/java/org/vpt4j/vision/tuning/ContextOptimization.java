package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.ClassTexts;
import org.vpt4j.vision.text.LearnedWords;

/**
 * CoOp (Zhou et al. 2022): vectors in place of the words around the class names, learned with a head that knows its classes by
 * their names. Coupled, they also give prompt tokens of the encoder, by a linear map for each layer (MaPLe, Khattak et al.
 * 2023).
 *
 * <p>Parameters: {@code context [n, W]}, or {@code [C, n, W]} with vectors of each class's own; coupled also
 * {@code coupling.weight [L, D, W]} and {@code coupling.bias [L, D]}. A detector needs neither vectors nor text encoder: the
 * class embeddings they result in are the head's.
 */
record ContextOptimization(ContextSettings context, boolean ofClasses, boolean coupled)
        implements TuningMethod, LearnedWords {
    static final String NAME = "coop";
    static final String CONTEXT = "context";
    private static final String WEIGHT = "coupling.weight";
    private static final String BIAS = "coupling.bias";

    private static final Setting<Boolean> OF_CLASSES =
            Setting.flag("class-context", false, "whether each class has learned vectors of its own");
    private static final Setting<Boolean> COUPLED = Setting.flag(
            "coupled", false, "whether the learned vectors also give prompt tokens of every layer (MaPLe)");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "learned words around the class names (Zhou et al. 2022)",
            Stream.concat(ContextSettings.ALL.stream(), Stream.of(OF_CLASSES, COUPLED))
                    .toList(),
            s -> new ContextOptimization(ContextSettings.of(s), s.get(OF_CLASSES), s.get(COUPLED)));

    /** @throws ConfigException if vectors of the classes' own are coupled */
    ContextOptimization {
        if (ofClasses && coupled) {
            throw new ConfigException(
                    COUPLED.name(),
                    "prompt tokens of the encoder serve all classes at once, so they cannot follow from vectors of each"
                            + " class; leave out one of " + COUPLED.name() + " and " + OF_CLASSES.name());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return context.toSettings().with(OF_CLASSES, ofClasses).with(COUPLED, coupled);
    }

    @Override
    public TuningMethod on(Backbone backbone, List<String> classes) {
        return new ContextOptimization(context.on(backbone, ofClasses ? classes.size() : 0), ofClasses, coupled);
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        context.require(NAME);
        int vectors = context.place().vectors();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(
                CONTEXT,
                ofClasses
                        ? new Shape(context.classes(), vectors, context.width())
                        : new Shape(vectors, context.width()));
        if (coupled) {
            shapes.put(WEIGHT, new Shape(config.depth(), config.width(), context.width()));
            shapes.put(BIAS, new Shape(config.depth(), config.width()));
        }
        return shapes;
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        Map<String, Shape> shapes = shapes(encoder.config());
        return Leaves.of(owner, shapes, name -> {
            SplittableRandom random = initialization.random(name);
            return switch (name) {
                case CONTEXT -> context.random(random, (int) (shapes.get(name).size() / context.width()));
                case WEIGHT -> coupling(shapes.get(name), random);
                default -> new float[(int) shapes.get(name).size()];
            };
        });
    }

    /** Each layer's matrix as a linear layer starts. */
    private static float[] coupling(Shape shape, SplittableRandom random) {
        double bound = 1 / Math.sqrt((double) shape.get(2));
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }

    @Override
    public Map<String, FloatTensor> given(Backbone backbone, Map<String, FloatTensor> drawn) {
        return Map.of(CONTEXT, context.started(drawn.get(CONTEXT), backbone));
    }

    @Override
    public Optional<LearnedWords> words() {
        return Optional.of(ofClasses ? this : new SharedContext(this));
    }

    @Override
    public ClassTexts.Place place() {
        return context.place();
    }

    @Override
    public NDArray embed(NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients) {
        return texts.embed(scope, parameters.get(CONTEXT), gradients);
    }

    @Override
    public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
        if (!coupled) {
            return Map.of();
        }
        Map<Integer, NDArray> byLayer = new LinkedHashMap<>();
        for (int layer = 0; layer < config.depth(); layer++) {
            NDArray weight = parameters.get(WEIGHT).get(layer);
            weight.attach(scope);
            NDArray turned = weight.transpose();
            turned.attach(scope);
            NDArray product = parameters.get(CONTEXT).matMul(turned);
            product.attach(scope);
            NDArray bias = parameters.get(BIAS).get(layer);
            bias.attach(scope);
            NDArray tokens = product.add(bias);
            tokens.attach(scope);
            byLayer.put(layer + 1, tokens);
        }
        return byLayer;
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        if (!coupled) {
            return Adaptation.Constants.NONE;
        }
        int vectors = context.place().vectors();
        int width = frozen.config().width();
        float[] learned = parameters.get(CONTEXT).values();
        Map<Integer, FloatTensor> byLayer = new LinkedHashMap<>();
        for (int layer = 0; layer < frozen.config().depth(); layer++) {
            float[] weight = parameters.get(WEIGHT).at(layer).values();
            float[] bias = parameters.get(BIAS).at(layer).values();
            FloatTensor tokens = FloatTensor.zeros(vectors, width);
            for (int i = 0; i < tokens.size(); i++) {
                double sum = bias[i % width];
                for (int k = 0; k < context.width(); k++) {
                    sum += (double) learned[i / width * context.width() + k] * weight[i % width * context.width() + k];
                }
                tokens.values()[i] = (float) sum;
            }
            byLayer.put(layer + 1, tokens);
        }
        return Adaptation.Constants.NONE.withDeepTokens(byLayer);
    }

    /** About that of CoOp, which is for SGD; larger steps soon leave the words that the vectors start from. */
    @Override
    public double learningRate() {
        return 2e-3;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return coupled ? 1 : config.depth() + 1;
    }

    /** The words of a context that is not of the classes. */
    private record SharedContext(ContextOptimization method) implements LearnedWords.Shared {
        @Override
        public ClassTexts.Place place() {
            return method.place();
        }

        @Override
        public FloatTensor vectors(Map<String, FloatTensor> parameters) {
            return parameters.get(CONTEXT);
        }

        @Override
        public NDArray embed(NDManager scope, ClassTexts texts, Tensors parameters, NDArray map, boolean gradients) {
            return method.embed(scope, texts, parameters, map, gradients);
        }
    }
}
