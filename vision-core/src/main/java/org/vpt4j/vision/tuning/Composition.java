package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.Branch;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.text.LearnedWords;

/**
 * Several methods combined, such as prompts and biases (the best low-cost row of Jia et al. 2022 on dense tasks): each
 * acts at its own place, with its own learning rate and weight decay.
 *
 * <p>Parameters: those of each method, prefixed with its name: {@code vpt-deep.prompt}. The learning rate is the first
 * method's; the others keep their ratio to it.
 *
 * @param methods at least two, with distinct names
 */
record Composition(List<TuningMethod> methods) implements TuningMethod {
    public Composition {
        methods = List.copyOf(methods);
    }

    @Override
    public String name() {
        return methods.stream().map(TuningMethod::name).collect(Collectors.joining("+"));
    }

    /** A setting shared by several methods appears as {@code METHOD.SETTING}. */
    @Override
    public Settings settings() {
        Settings all = Settings.NONE;
        for (TuningMethod method : methods) {
            for (Map.Entry<String, Settings.Given> one :
                    method.settings().given().entrySet()) {
                boolean shared = methods.stream()
                                .filter(other ->
                                        other.settings().given(one.getKey()).isPresent())
                                .count()
                        > 1;
                all = all.with(shared ? method.name() + "." + one.getKey() : one.getKey(), one.getValue());
            }
        }
        return all;
    }

    /** @throws ConfigException also if the methods cannot be combined on this encoder, with the reason */
    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        Map<String, Shape> all = new LinkedHashMap<>();
        Map<String, String> trainedBy = new LinkedHashMap<>();
        requireOneKindOfWords();
        for (TuningMethod method : methods) {
            Map<String, Shape> shapes = method.shapes(config);
            requireUse(method, shapes, config);
            for (String weight : method.changedWeights(config)) {
                String other = trainedBy.put(weight, method.name());
                if (other != null) {
                    throw new ConfigException(
                            "method",
                            name() + " makes no sense: " + other + " and "
                                    + method.name() + " both change the weight " + weight
                                    + "; leave one of them out, or give them different layers");
                }
            }
            shapes.forEach((name, shape) -> all.put(prefix(method) + name, shape));
        }
        return all;
    }

    private void requireOneKindOfWords() {
        List<String> learning = methods.stream()
                .filter(method -> method.words().isPresent())
                .map(TuningMethod::name)
                .toList();
        if (learning.size() > 1) {
            throw new ConfigException(
                    "method",
                    name() + " makes no sense: " + String.join(" and ", learning)
                            + " both learn the words of the classes; leave one of them out");
        }
    }

    private void requireUse(TuningMethod method, Map<String, Shape> shapes, EncoderConfig config) {
        if (shapes.isEmpty()) {
            throw new ConfigException(
                    "method", name() + " makes no sense: " + method.name() + " trains nothing; leave it out");
        }
        if (method.changedWeights(config).size()
                == EncoderWeights.shapes(config).size()) {
            throw new ConfigException(
                    "method",
                    name() + " makes no sense: " + method.name()
                            + " trains every weight of the encoder already; use it alone");
        }
    }

    @Override
    public TuningMethod on(ImageSize input) {
        return new Composition(methods.stream().map(method -> method.on(input)).toList());
    }

    @Override
    public TuningMethod on(Backbone backbone, List<String> classes) {
        return new Composition(
                methods.stream().map(method -> method.on(backbone, classes)).toList());
    }

    @Override
    public Map<String, FloatTensor> given(Backbone backbone, Map<String, FloatTensor> drawn) {
        Map<String, FloatTensor> all = new LinkedHashMap<>();
        for (TuningMethod method : methods) {
            method.given(backbone, own(method, drawn)).forEach((name, value) -> all.put(prefix(method) + name, value));
        }
        return all;
    }

    @Override
    public Optional<LearnedWords> words() {
        return methods.stream()
                .flatMap(method -> method.words().map(words -> words.under(prefix(method))).stream())
                .findFirst();
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        shapes(encoder.config());
        Tensors all = Tensors.empty();
        for (TuningMethod method : methods) {
            all = all.with(method.initialise(owner, encoder, initialization).prefixed(prefix(method)));
        }
        return all;
    }

    @Override
    public List<Integer> promptLayers(EncoderConfig config) {
        return union(method -> method.promptLayers(config));
    }

    @Override
    public List<Integer> readLayers(EncoderConfig config) {
        return union(method -> method.readLayers(config));
    }

    @Override
    public Map<String, TuningMethod> parts() {
        Map<String, TuningMethod> parts = new LinkedHashMap<>();
        methods.forEach(method -> parts.put(prefix(method), method));
        return parts;
    }

    private List<Integer> union(Function<TuningMethod, List<Integer>> layers) {
        return methods.stream()
                .flatMap(method -> layers.apply(method).stream())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public Adaptation inTraining(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return chain(method -> method.inTraining(random.nextLong()));
    }

    private Chain chain(Function<TuningMethod, Adaptation> link) {
        Map<String, Adaptation> links = new LinkedHashMap<>();
        methods.forEach(method -> links.put(prefix(method), link.apply(method)));
        return new Chain(links);
    }

    private static String prefix(TuningMethod method) {
        return method.name() + ".";
    }

    @Override
    public NDArray pixels(NDManager scope, NDArray pixels, Tensors parameters) {
        return chain(method -> method).pixels(scope, pixels, parameters);
    }

    @Override
    public Optional<NDArray> tokens(NDManager scope, Tensors parameters) {
        return chain(method -> method).tokens(scope, parameters);
    }

    @Override
    public Map<Integer, NDArray> deepTokens(NDManager scope, EncoderConfig config, Tensors parameters) {
        return chain(method -> method).deepTokens(scope, config, parameters);
    }

    @Override
    public Tensors weights(NDManager scope, Tensors frozen, Tensors parameters) {
        return chain(method -> method).weights(scope, frozen, parameters);
    }

    @Override
    public List<Branch.Learned<Tensors>> branches(EncoderConfig config, Tensors parameters) {
        return chain(method -> method).branches(config, parameters);
    }

    @Override
    public List<FeatureAdapter.Learned<Tensors>> features(EncoderConfig config, Tensors parameters) {
        return chain(method -> method).features(config, parameters);
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        Adaptation.Constants all = Adaptation.Constants.NONE;
        for (TuningMethod method : methods) {
            all = all.plus(method.constants(frozen, own(method, parameters)));
        }
        return all;
    }

    private static Map<String, FloatTensor> own(TuningMethod method, Map<String, FloatTensor> parameters) {
        Map<String, FloatTensor> own = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            if (name.startsWith(prefix(method))) {
                own.put(own(method, name), value);
            }
        });
        return own;
    }

    @Override
    public boolean sharesEncoder() {
        return methods.stream().allMatch(TuningMethod::sharesEncoder);
    }

    @Override
    public Set<String> changedWeights(EncoderConfig config) {
        return methods.stream()
                .flatMap(method -> method.changedWeights(config).stream())
                .collect(Collectors.toSet());
    }

    @Override
    public double learningRate() {
        return methods.get(0).learningRate();
    }

    @Override
    public double learningRateScale(String parameter, EncoderConfig config) {
        TuningMethod method = owner(parameter);
        return method.learningRate() / learningRate() * method.learningRateScale(own(method, parameter), config);
    }

    @Override
    public boolean decays(String parameter) {
        TuningMethod method = owner(parameter);
        return method.decays(own(method, parameter));
    }

    private TuningMethod owner(String parameter) {
        return methods.stream()
                .filter(method -> parameter.startsWith(prefix(method)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name() + " has no parameter " + parameter));
    }

    private static String own(TuningMethod method, String parameter) {
        return parameter.substring(prefix(method).length());
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return methods.stream()
                .mapToInt(method -> method.lowestLayer(config))
                .min()
                .orElseThrow();
    }
}
