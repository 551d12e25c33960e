package org.vpt4j.detect.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
 * Finds objects by their names alone, without training: every patch is compared with the class names, and connected patches
 * that are most like the same class are an object (MaskCLIP, Zhou et al. 2022). Boxes are as coarse as the patches, and
 * objects of one class that touch are one.
 *
 * <p>All parameters come from the backbone: what takes patches to texts, the embeddings of the class names
 * {@code text [C, E]} and of texts for no object {@code background [G, E]}, and the {@code scale [1]} of their cosines.
 * A method that learns words trains the class embeddings.
 */
final class ZeroShotHead implements DetectionHead {
    /** The name it is registered under. */
    static final String NAME = "zero-shot";

    private static final Setting<Integer> FINER = Setting.whole(
            "finer", 2, 1, 8, "how many times finer than the patches the grid is on which objects are told apart");
    private static final Setting<Double> LOCAL_SCALE =
            Setting.real("scale", 0, 0, 1000, "factor of the cosines; 0 takes the backbone's own");
    private static final String SCALE = "scale";

    static final DetectionHeadProvider PROVIDER = new DetectionHeadProvider() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String summary() {
            return "patches compared with class names, without training (MaskCLIP, Zhou et al. 2022)";
        }

        @Override
        public List<Setting<?>> settings() {
            return Stream.concat(Stream.of(FINER, LOCAL_SCALE), WordSettings.ALL.stream())
                    .toList();
        }

        @Override
        public Fitted fitted(Settings given, List<Integer> layers, Backbone backbone) {
            int layer = VisionLanguage.of(backbone).patches().layer();
            return new Fitted(WordSettings.of(backbone, 0).in(given), List.of(layer));
        }

        @Override
        public DetectionHead create(
                Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
            return new ZeroShotHead(settings, classes, encoder);
        }
    };

    private final Settings settings;
    private final WordSettings words;
    private final List<String> classes;
    private final EncoderConfig encoder;

    private ZeroShotHead(Settings given, List<String> classes, EncoderConfig encoder) {
        this.words = WordSettings.of(given);
        this.settings = words.in(Settings.NONE.with(FINER, given.get(FINER)).with(LOCAL_SCALE, given.get(LOCAL_SCALE)));
        this.classes = List.copyOf(classes);
        this.encoder = encoder;
        words.require(NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>(words.projection(encoder));
        shapes.put(WordSettings.TEXT, new Shape(classes.size(), words.joint()));
        shapes.put(WordSettings.BACKGROUND, new Shape(WordSettings.BACKGROUNDS, words.joint()));
        shapes.put(SCALE, new Shape(1));
        return shapes;
    }

    /** Zeros: the values {@linkplain #given come from the backbone}. */
    @Override
    public Tensors initialise(NDManager owner, long seed) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> arrays.put(name, owner.zeros(shape)));
        arrays.get(SCALE).setRequiresGradient(true); // so that a step has a gradient where nothing is trained
        return Tensors.of(arrays);
    }

    @Override
    public Map<String, FloatTensor> given(Backbone backbone) {
        Map<String, FloatTensor> values = WordSettings.values(backbone, classes);
        double own = settings.get(LOCAL_SCALE);
        double scale = own > 0 ? own : VisionLanguage.of(backbone).scale();
        values.put(SCALE, FloatTensor.vector((float) scale));
        return values;
    }

    @Override
    public boolean trains(String parameter) {
        return false;
    }

    @Override
    public boolean decays(String parameter) {
        return false;
    }

    @Override
    public Optional<String> classEmbeddings() {
        return Optional.of(WordSettings.TEXT);
    }

    @Override
    public boolean needsSuppression() {
        return false;
    }

    @Override
    public HeadNetwork network(Precision precision) {
        return new ZeroShotNetwork(words, encoder.patch(), settings.get(FINER), classes.size());
    }

    @Override
    public DetectionHead.Candidates write(OnnxGraph graph, List<OnnxGraph.Value> maps, OnnxWeights w) {
        OnnxGraph.Value e = PatchWordsGraph.embed(graph, maps.get(0), w, words);
        return new ZeroShotGraph(graph, encoder.patch(), settings.get(FINER))
                .forward(e, w.constant(WordSettings.TEXT), classes.size(), w);
    }
}
