package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.encoder.FeatureAdapter;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.script.Tensors;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * Side tuning (ladder side-tuning, Sung et al. 2022): a {@link Ladder} parallel to the encoder reads the features of the
 * chosen layers and adds its output to the maps that the head reads. No gradient flows through the encoder, so its
 * features can be cached; and it is unchanged, so tasks can share it.
 *
 * <p>Parameters: those of the {@link Ladder}, whose last convolution starts at zero: the head starts with the published
 * features.
 *
 * @param bottleneck r, channels of the ladder, 1 to 4096
 * @param layers the layers it reads
 */
record SideNetwork(int bottleneck, LayerSelection layers) implements TuningMethod {
    static final String NAME = "side";

    static final Setting<Integer> BOTTLENECK = Bottleneck.width(32);
    private static final Setting<LayerSelection> LAYERS =
            LayerSelection.SETTING.explained(tuned -> "the layers that are read");

    /** The provider listed by {@link TuningMethods}. */
    static final TuningMethodProvider PROVIDER = new MethodDefinition(
            NAME,
            "a network beside the encoder (ladder side-tuning, Sung et al. 2022)",
            List.of(BOTTLENECK, LAYERS),
            s -> new SideNetwork(s.get(BOTTLENECK), s.get(LAYERS)));

    /** @throws org.vpt4j.vision.error.ConfigException if {@code bottleneck} is out of range */
    SideNetwork {
        BOTTLENECK.require(bottleneck);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Settings settings() {
        return Settings.NONE.with(BOTTLENECK, bottleneck).with(LAYERS, layers);
    }

    private Ladder ladder(EncoderConfig config) {
        return new Ladder(layers.in(config.depth()), bottleneck);
    }

    @Override
    public Map<String, Shape> shapes(EncoderConfig config) {
        return ladder(config).shapes(config.width());
    }

    @Override
    public Tensors initialise(NDManager owner, VisionEncoder encoder, Initialization initialization) {
        Map<String, Shape> shapes = shapes(encoder.config());
        return Leaves.of(owner, shapes, name -> Ladder.start(name, shapes.get(name), initialization.random(name)));
    }

    @Override
    public List<Integer> readLayers(EncoderConfig config) {
        return layers.in(config.depth());
    }

    @Override
    public List<FeatureAdapter.Learned<Tensors>> features(EncoderConfig config, Tensors parameters) {
        return List.of(new FeatureAdapter.Learned<>(ladder(config), parameters));
    }

    @Override
    public Adaptation.Constants constants(EncoderWeights frozen, Map<String, FloatTensor> parameters) {
        return Adaptation.Constants.NONE.withFeatures(
                List.of(new FeatureAdapter.Learned<>(ladder(frozen.config()), parameters)));
    }

    @Override
    public double learningRate() {
        return 1e-3;
    }

    /** Kernels decay as in a head. */
    @Override
    public boolean decays(String parameter) {
        return parameter.endsWith(".weight") && !parameter.contains("norm");
    }

    @Override
    public int lowestLayer(EncoderConfig config) {
        return config.depth() + 1;
    }
}
