package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vpt4j.detect.head.ParameterTable.Start;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxWeights;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.VisionLanguage;

/**
 * A {@link DenseHead} whose classes are the embeddings of their names: at every location, the embedding of the patches there,
 * with a learned correction, is compared with them by a learned temperature, and a learned likelihood of any object is added.
 * Other classes need other embeddings, and no training.
 *
 * <p>What takes patches to texts, {@code text [C, E]} and {@code background [G, E]} come from the backbone and stay as they
 * are; {@code temperature [1]} starts from the backbone's.
 */
final class OpenVocabHead implements DetectionHead {
    /** The name it is registered under. */
    static final String NAME = "open-vocab";

    static final String TEMPERATURE = "temperature";
    static final String BIAS = "bias";

    private static final double PRIOR = 0.01; // probability of an object at a location before training
    private static final double LARGEST_SCALE = 30; // of a start: larger ones make the first steps unstable

    private static final Setting<Double> ADAPT = Setting.real(
            "adapt", 0.3, 0, 10, "how far the learned correction may move an embedding, whose length is 1");

    static final DetectionHeadProvider PROVIDER = new DetectionHeadProvider() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String summary() {
            return "the dense head with classes known by their names: other names need no training";
        }

        @Override
        public List<Setting<?>> settings() {
            return Stream.of(DenseHeadSettings.ALL, List.of(ADAPT), WordSettings.ALL)
                    .flatMap(List::stream)
                    .<Setting<?>>map(setting -> setting)
                    .toList();
        }

        /** Reads the layer that has the patches for words, too. */
        @Override
        public Fitted fitted(Settings given, List<Integer> layers, Backbone backbone) {
            int layer = VisionLanguage.of(backbone).patches().layer();
            SortedSet<Integer> all = new TreeSet<>(layers);
            all.add(layer);
            List<Integer> read = List.copyOf(all);
            return new Fitted(WordSettings.of(backbone, read.indexOf(layer)).in(given), read);
        }

        @Override
        public DetectionHead create(
                Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
            return new OpenVocabHead(settings, classes, encoder, layers);
        }
    };

    private final DenseHeadSettings dense;
    private final WordSettings words;
    private final double adapt;
    private final List<String> classes;
    private final EncoderConfig encoder;
    private final SimplePyramid pyramid;
    private final ParameterTable trained;

    private OpenVocabHead(Settings given, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
        this.dense = DenseHeadSettings.of(given);
        this.words = WordSettings.of(given);
        this.adapt = given.get(ADAPT);
        this.classes = List.copyOf(classes);
        this.encoder = encoder;
        words.require(NAME);
        pyramid = new SimplePyramid(dense.pyramid(encoder, layers));
        Map<String, Start> own = new LinkedHashMap<>();
        own.put(TEMPERATURE, Start.constant(new Shape(1), Math.log(10)));
        own.put(BIAS, Start.constant(new Shape(1), -Math.log((1 - PRIOR) / PRIOR)));
        trained = pyramid.parameters()
                .prefixed(DenseHead.PYRAMID)
                .with(DenseHead.towers(dense, 1 + words.joint(), 0).prefixed(DenseHead.TOWERS))
                .with(ParameterTable.of(own));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return words.in(dense.toSettings().with(ADAPT, adapt));
    }

    @Override
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>(trained.shapes());
        shapes.putAll(fixed());
        return shapes;
    }

    private Map<String, Shape> fixed() {
        Map<String, Shape> shapes = new LinkedHashMap<>(words.projection(encoder));
        shapes.put(WordSettings.TEXT, new Shape(classes.size(), words.joint()));
        shapes.put(WordSettings.BACKGROUND, new Shape(WordSettings.BACKGROUNDS, words.joint()));
        return shapes;
    }

    /** Zeros for what {@linkplain #given the backbone gives}. */
    @Override
    public Tensors initialise(NDManager owner, long seed) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        fixed().forEach((name, shape) -> arrays.put(name, owner.zeros(shape)));
        return trained.initialise(owner, seed).with(Tensors.of(arrays));
    }

    @Override
    public Map<String, FloatTensor> given(Backbone backbone) {
        Map<String, FloatTensor> values = WordSettings.values(backbone, classes);
        double scale = Math.min(LARGEST_SCALE, VisionLanguage.of(backbone).scale());
        values.put(TEMPERATURE, FloatTensor.vector((float) Math.log(scale)));
        return values;
    }

    @Override
    public boolean trains(String parameter) {
        return !fixed().containsKey(parameter);
    }

    @Override
    public boolean decays(String parameter) {
        return trains(parameter) && trained.decays(parameter);
    }

    @Override
    public boolean hidden(String parameter) {
        return trains(parameter) && trained.hidden(parameter);
    }

    @Override
    public Optional<String> classEmbeddings() {
        return Optional.of(WordSettings.TEXT);
    }

    @Override
    public int wordMap() {
        return words.map();
    }

    @Override
    public boolean needsSuppression() {
        return true;
    }

    @Override
    public HeadNetwork network(Precision precision) {
        DenseHeadNetwork towers =
                new DenseHeadNetwork(dense, pyramid.network(precision), classes.size(), encoder.patch(), precision);
        return new OpenVocabNetwork(towers, words, adapt);
    }

    @Override
    public DetectionHead.Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
        List<OnnxGraph.Value> levels = pyramid.write(graph, maps, w.under(DenseHead.PYRAMID));
        DenseHeadGraph.Outputs towers =
                new DenseHeadGraph(graph, dense, encoder.patch()).forward(levels, w.under(DenseHead.TOWERS));
        OnnxGraph.Value logits =
                new OpenVocabGraph(graph, words, adapt).forward(towers.logits(), maps.get(words.map()), w);
        return new DetectionHead.Candidates(graph.sigmoid(logits), towers.boxes());
    }
}
