package org.vpt4j.vision.tuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Registered;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * The available tuning methods by name: the built-in ones, those added by a {@link TuningMethodProvider} on the class
 * path, and sums of them.
 *
 * <p>Users write one name, such as {@code vpt-deep}, or several joined by +, such as {@code vpt-deep+bitfit}. A colon
 * gives the first setting: {@code partial:4}. In a sum, a setting applies to every method that has it, or to one method
 * if prefixed: {@code lora.layers}.
 *
 * <p>Java programs make the usual ones by a call: {@code TuningMethods.deepPrompt(10, LayerSelection.ALL)}; every other one,
 * and every setting, is reached with {@link #create(String, Settings)}.
 */
public final class TuningMethods {
    /** The built-in methods: a new one is a class and a line here. */
    private static final List<TuningMethodProvider> BUILT_IN = List.of(
            DeepPrompt.PROVIDER,
            ShallowPrompt.PROVIDER,
            PixelBorder.PROVIDER,
            PixelPatch.PROVIDER,
            PixelFull.PROVIDER,
            LowRankAdapter.PROVIDER,
            AdaptFormer.PROVIDER,
            Mona.PROVIDER,
            SideNetwork.PROVIDER,
            ContextOptimization.PROVIDER,
            ConditionalContext.PROVIDER,
            BiasTuning.PROVIDER,
            NormTuning.PROVIDER,
            PartialTuning.PROVIDER,
            HeadOnly.PROVIDER,
            FullFineTuning.PROVIDER);

    private TuningMethods() {}

    /**
     * Prompt tokens in every chosen layer, VPT-deep (Jia et al. 2022).
     *
     * @param tokens of each layer, 1 to 1000
     * @throws ConfigException if a value is out of range, as in all methods below
     */
    public static TuningMethod deepPrompt(int tokens, LayerSelection layers) {
        return new DeepPrompt(tokens, layers);
    }

    /**
     * Prompt tokens before the first layer, VPT-shallow (Jia et al. 2022).
     *
     * @param tokens 1 to 1000
     */
    public static TuningMethod shallowPrompt(int tokens) {
        return new ShallowPrompt(tokens);
    }

    /**
     * A learned frame around the image (Bahng et al. 2022).
     *
     * @param width of the frame in input pixels
     */
    public static TuningMethod pixelBorder(int width) {
        return new PixelBorder(width, Optional.empty());
    }

    /**
     * Low-rank changes of the query and value matrices, LoRA (Hu et al. 2022).
     *
     * @param rank of the change to a matrix, 1 to 1024
     */
    public static TuningMethod lora(int rank, LayerSelection layers) {
        return create(
                LowRankAdapter.NAME,
                Settings.NONE.with(LowRankAdapter.RANK, rank).with(LayerSelection.SETTING, layers));
    }

    /**
     * Bottlenecks parallel to the MLPs, AdaptFormer (Chen et al. 2022).
     *
     * @param bottleneck its width, at least 1
     */
    public static TuningMethod adaptFormer(int bottleneck) {
        return create(AdaptFormer.NAME, Settings.NONE.with(AdaptFormer.BOTTLENECK, bottleneck));
    }

    /**
     * Bottlenecks with convolutions, Mona (Yin et al. 2025).
     *
     * @param bottleneck its width, at least 1
     */
    public static TuningMethod mona(int bottleneck) {
        return create(Mona.NAME, Settings.NONE.with(Mona.BOTTLENECK, bottleneck));
    }

    /** The biases of the chosen layers, BitFit (Ben Zaken et al. 2022); with {@code scales} norms and layer scales too. */
    public static TuningMethod bias(LayerSelection layers, boolean scales) {
        return new BiasTuning(layers, scales);
    }

    /**
     * All weights of the last layers.
     *
     * @param layers how many, at least 1
     */
    public static TuningMethod partial(int layers) {
        return new PartialTuning(layers);
    }

    /** Nothing of the encoder: only the head is trained. */
    public static TuningMethod headOnly() {
        return new HeadOnly();
    }

    /** Full fine-tuning: all weights of the encoder. */
    public static TuningMethod full() {
        return new FullFineTuning();
    }

    /** All names, the default first; any sensible sum of them is a method too. */
    public static List<String> names() {
        return all().stream().map(TuningMethodProvider::name).toList();
    }

    /** One line about a method for the help. */
    public static String summary(String name) {
        return MethodSum.of(name, all()).summary();
    }

    /** All settings of a method; in a sum, one that several have is named {@code METHOD.SETTING}. */
    public static List<Setting<?>> settings(String name) {
        return MethodSum.of(name, all()).settings();
    }

    /** Whether a method has a setting: {@code rank}, or for one method of a sum {@code lora.rank}. */
    public static boolean has(String name, String setting) {
        return MethodSum.of(name, all()).has(setting);
    }

    /** The settings that this method has, out of a list shared by several methods. */
    public static Map<String, String> accepted(String name, Map<String, String> settings) {
        MethodSum sum = MethodSum.of(name, all());
        Map<String, String> accepted = new LinkedHashMap<>(settings);
        accepted.keySet().removeIf(key -> !sum.has(key));
        return accepted;
    }

    /** Every setting that users can give by name, with the names of the methods that have it. */
    public static Map<String, List<String>> settingNames() {
        Map<String, List<String>> names = new TreeMap<>();
        for (TuningMethodProvider method : all()) {
            method.settings().stream().filter(Setting::isOffered).forEach(setting -> names.computeIfAbsent(
                            setting.name(), name -> new ArrayList<>())
                    .add(method.name()));
        }
        return names;
    }

    /**
     * Makes a method; missing settings take their defaults.
     *
     * @throws ConfigException if the method or a setting is unknown (the nearest known one is named), a value is wrong, or
     *     the methods of a sum cannot be combined
     */
    public static TuningMethod create(String name, Settings settings) {
        return MethodSum.of(name, all()).create(settings);
    }

    /**
     * Makes a method from the settings that a task file holds.
     *
     * @throws ConfigException as {@link #create(String, Settings)}
     */
    public static TuningMethod create(String name, Map<String, String> settings) {
        return create(name, Settings.of(settings));
    }

    private static List<TuningMethodProvider> all() {
        return Registered.of(TuningMethodProvider.class, BUILT_IN, TuningMethodProvider::name);
    }
}
