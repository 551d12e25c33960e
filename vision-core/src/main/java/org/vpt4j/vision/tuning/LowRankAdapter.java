package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * LoRA (Hu et al. 2021): a matrix W [out, in] of the encoder becomes {@code W + alpha / r * B A}, and only the
 * low-rank A and B are trained. At inference the sum is an ordinary weight. Its task cannot share an encoder with others.
 *
 * <p>Parameters: {@code layer.i.TARGET.a [r, in]} and {@code layer.i.TARGET.b [out, r]}. A starts with Kaiming's
 * uniform values, B at zero: training starts from the published encoder.
 *
 * @param rank r, 1 to 1024
 * @param alpha scale of the low-rank update
 * @param targets the matrices
 * @param layers which layers
 */
record LowRankAdapter(int rank, double alpha, Set<LowRankTarget> targets, LayerSelection layers)
        implements TuningMethod {
    static final String NAME = "lora";

    static final Setting<Integer> RANK = Setting.whole("rank", 8, 1, 1024, "rank of the change to a matrix");
    private static final Setting<Double> ALPHA =
            Setting.real("alpha", 16, 1e-3, 1e4, "strength of the change: it counts alpha/rank times");
    private static final Setting<Set<LowRankTarget>> TARGETS = Setting.of(
            "targets",
            EnumSet.of(LowRankTarget.Q, LowRankTarget.V),
            "LIST",
            "matrices that change, of q,k,v,proj,fc1,fc2",
            LowRankTarget::set,
            LowRankTarget::text);

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "low-rank changes to matrices (LoRA, Hu et al. 2021)",
            List.of(RANK, ALPHA, TARGETS, LayerSelection.SETTING),
            s -> new LowRankAdapter(s.get(RANK), s.get(ALPHA), s.get(TARGETS), s.get(LayerSelection.SETTING)));

    /** @throws org.vpt4j.vision.error.ConfigException if a number is out of range, or there is no target */
    LowRankAdapter {
        RANK.require(rank);
        ALPHA.require(alpha);
        targets = LowRankTarget.ordered(targets);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE
                .with(RANK, rank)
                .with(ALPHA, alpha)
                .with(TARGETS, targets)
                .with(LayerSelection.SETTING, layers);
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (int layer : layers.in(config.depth())) {
            for (LowRankTarget target : targets) {
                shapes.put(target.a(layer), new Shape(rank, target.columns(config)));
                shapes.put(target.b(layer), new Shape(target.rows(config), rank));
            }
        }
        return shapes;
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        Map<String, Shape> shapes = shapes(encoder.config());
        return Leaves.of(owner, shapes, name -> {
            Shape shape = shapes.get(name);
            return name.endsWith(".a")
                    ? Initialization.kaiming(shape, initialization.random(name))
                    : new float[Math.toIntExact(shape.size())];
        });
    }

    @Override
    public Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        Tensors changed = frozen;
        // Owned by the scope: autograd reads it again in the backward pass, when the engine's own copy of a scalar
        // argument has been freed.
        NDArray factor = scope.create((float) (alpha / rank));
        for (int layer = 1; frozen.contains(LowRankTarget.PROJ.weight(layer)); layer++) {
            for (LowRankTarget target : targets) {
                if (parameters.contains(target.a(layer))) {
                    NDArray product = parameters.get(target.b(layer)).matMul(parameters.get(target.a(layer)));
                    product.attach(scope);
                    NDArray change = product.mul(factor);
                    change.attach(scope);
                    String weight = target.weight(layer);
                    NDArray sum = target.add(scope, changed.get(weight), change);
                    changed = changed.with(Tensors.of(Map.of(weight, sum)));
                }
            }
        }
        return changed;
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        EncoderConfig config = frozen.config();
        Map<String, FloatTensor> changed = new LinkedHashMap<>();
        for (int layer : layers.in(config.depth())) {
            for (LowRankTarget target : targets) {
                String weight = target.weight(layer);
                FloatTensor sum = changed.computeIfAbsent(
                        weight,
                        name -> new FloatTensor(
                                EncoderWeights.shapes(config).get(name).getShape(),
                                frozen.values(name).clone()));
                target.add(sum, parameters.get(target.a(layer)), parameters.get(target.b(layer)), alpha / rank);
            }
        }
        return Adaptation.Constants.NONE.withWeights(changed);
    }

    @Override
    public boolean sharesEncoder() {
        return false;
    }

    @Override
    public Set<String> changedWeights(EncoderConfig config) {
        return layers.in(config.depth()).stream()
                .flatMap(layer -> targets.stream().map(target -> target.weight(layer)))
                .collect(Collectors.toSet());
    }

    @Override
    public double learningRate() {
        return 1e-3;
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return layers.first(config.depth());
    }

    /** A matrix of a layer that LoRA can adapt. Queries, keys and values are thirds of one weight. */
    public enum LowRankTarget {
        Q("qkv", 0),
        K("qkv", 1),
        V("qkv", 2),
        PROJ("proj", 0),
        FC1("fc1", 0),
        FC2("fc2", 0);

        private final String matrix;
        private final int third;

        LowRankTarget(String matrix, int third) {
            this.matrix = matrix;
            this.third = third;
        }

        /** Reads {@code q,v}. */
        static Set<LowRankTarget> set(String text) {
            return Arrays.stream(text.split(","))
                    .map(item -> of(item.strip()))
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(LowRankTarget.class)));
        }

        static LowRankTarget of(String name) {
            List<String> known =
                    Arrays.stream(values()).map(LowRankTarget::toString).toList();
            if (!known.contains(name)) {
                throw new ConfigException(
                        "targets",
                        "there is no matrix \"" + name + "\"" + NearestName.hint(name, known) + "; known are "
                                + String.join(",", known));
            }
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        static Set<LowRankTarget> ordered(Set<LowRankTarget> targets) {
            if (targets.isEmpty()) {
                throw new ConfigException("targets", "none is given; give some of q,k,v,proj,fc1,fc2");
            }
            return Collections.unmodifiableSet(EnumSet.copyOf(targets));
        }

        static String text(Set<LowRankTarget> targets) {
            return targets.stream().map(LowRankTarget::toString).collect(Collectors.joining(","));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Canonical name of the weight that contains it, in a layer; 1 is the first. */
        String weight(int layer) {
            return EncoderWeights.prefix(layer) + matrix + ".weight";
        }

        String a(int layer) {
            return EncoderWeights.prefix(layer) + this + ".a";
        }

        String b(int layer) {
            return EncoderWeights.prefix(layer) + this + ".b";
        }

        long rows(EncoderConfig config) {
            return this == FC1 ? config.mlp().projected() : config.width();
        }

        long columns(EncoderConfig config) {
            return this == FC2 ? config.mlp().hidden() : config.width();
        }

        /** {@code weight + change}, where the change has the size of this matrix. */
        NDArray add(NDManager scope, NDArray weight, NDArray change) {
            NDArray whole = change;
            if (matrix.equals("qkv")) {
                NDArray none = scope.zeros(change.getShape());
                NDList thirds = new NDList(none, none, none);
                thirds.set(third, change);
                whole = NDArrays.concat(thirds, 0);
                whole.attach(scope);
            }
            NDArray sum = weight.add(whole);
            sum.attach(scope);
            return sum;
        }

        /** Adds {@code scale * b a} to the weight in place. */
        void add(FloatTensor weight, FloatTensor a, FloatTensor b, double scale) {
            int rank = (int) a.shape()[0];
            int columns = (int) a.shape()[1];
            int rows = (int) b.shape()[0];
            float[] sum = weight.values();
            for (int i = 0; i < rows; i++) {
                int start = (third * rows + i) * columns;
                for (int r = 0; r < rank; r++) {
                    float factor = (float) (scale * b.values()[i * rank + r]);
                    for (int j = 0; j < columns; j++) {
                        sum[start + j] += factor * a.values()[r * columns + j];
                    }
                }
            }
        }
    }
}
