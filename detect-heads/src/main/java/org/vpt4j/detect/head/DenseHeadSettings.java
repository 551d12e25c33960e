package org.vpt4j.detect.head;

import java.util.List;
import org.vpt4j.detect.head.DenseLoss.BoxLoss;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/**
 * Sizes and training rules of a {@link DenseHead}.
 *
 * @param neck channels of the pyramid's neck
 * @param channels channels of the pyramid's levels and of the towers
 * @param groups of the group norms; divides {@code neck} and {@code channels}
 * @param convolutions of each tower, before its output
 * @param boxLoss how predicted and true boxes are compared
 * @param boxGain factor of the box loss
 * @param topK locations assigned to each object
 * @param alpha exponent of the class score in the assignment
 * @param beta exponent of the overlap in the assignment
 */
record DenseHeadSettings(
        int neck,
        int channels,
        int groups,
        int convolutions,
        BoxLoss boxLoss,
        double boxGain,
        int topK,
        double alpha,
        double beta) {

    private static final int MOST_CHANNELS = 16384;

    private static final Setting<Integer> NECK =
            Setting.whole("neck", 128, 1, MOST_CHANNELS, "channels of the pyramid's neck");
    private static final Setting<Integer> CHANNELS =
            Setting.whole("channels", 64, 1, MOST_CHANNELS, "channels of the pyramid's levels and of the towers");
    private static final Setting<Integer> GROUPS = Setting.whole(
            "groups", 8, 1, MOST_CHANNELS, "groups of the group norms, a divisor of neck and of channels");
    private static final Setting<Integer> CONVOLUTIONS =
            Setting.whole("convolutions", 2, 0, 32, "convolutions of each tower");
    private static final Setting<BoxLoss> BOX_LOSS =
            Setting.choice("box-loss", BoxLoss.GIOU, "loss between predicted and true boxes");
    private static final Setting<Double> BOX_GAIN = Setting.real("box-gain", 2.5, 0, 1e6, "factor of the box loss");
    private static final Setting<Integer> TOP_K =
            Setting.whole("top-k", 10, 1, 100_000, "locations that an object is assigned to");
    private static final Setting<Double> ALPHA =
            Setting.real("alpha", 1, 0, 1000, "exponent of the class score in the assignment");
    private static final Setting<Double> BETA =
            Setting.real("beta", 6, 0, 1000, "exponent of the overlap in the assignment");

    static final List<Setting<?>> ALL =
            List.of(NECK, CHANNELS, GROUPS, CONVOLUTIONS, BOX_LOSS, BOX_GAIN, TOP_K, ALPHA, BETA);

    /** @throws ConfigException if a value is out of range, or {@code groups} is not a divisor */
    DenseHeadSettings {
        NECK.require(neck);
        CHANNELS.require(channels);
        GROUPS.require(groups);
        CONVOLUTIONS.require(convolutions);
        BOX_GAIN.require(boxGain);
        TOP_K.require(topK);
        ALPHA.require(alpha);
        BETA.require(beta);
        if (neck % groups != 0 || channels % groups != 0) {
            throw new ConfigException(
                    GROUPS.name(), groups + " must divide the neck " + neck + " and the channels " + channels);
        }
    }

    /**
     * The pyramid on an encoder.
     *
     * @param layers whose maps it reads, perhaps with {@link FeatureLayers#IMAGE}
     * @throws ConfigException if it reads the image, and half a patch is no whole number of pixels
     */
    SimplePyramid.Sizes pyramid(EncoderConfig encoder, List<Integer> layers) {
        int read = FeatureLayers.encoded(layers).size();
        boolean image = read < layers.size();
        if (image && encoder.patch() % 2 != 0) {
            throw new ConfigException(
                    "feature-layers: this head reads the image (layer 0) only where patches have an even"
                            + " side, not with patches of " + encoder.patch() + " pixels; leave 0 out");
        }
        return new SimplePyramid.Sizes(read * encoder.width(), neck, channels, groups, image ? encoder.patch() / 2 : 0);
    }

    static DenseHeadSettings of(Settings given) {
        return new DenseHeadSettings(
                given.get(NECK),
                given.get(CHANNELS),
                given.get(GROUPS),
                given.get(CONVOLUTIONS),
                given.get(BOX_LOSS),
                given.get(BOX_GAIN),
                given.get(TOP_K),
                given.get(ALPHA),
                given.get(BETA));
    }

    Settings toSettings() {
        return Settings.NONE
                .with(NECK, neck)
                .with(CHANNELS, channels)
                .with(GROUPS, groups)
                .with(CONVOLUTIONS, convolutions)
                .with(BOX_LOSS, boxLoss)
                .with(BOX_GAIN, boxGain)
                .with(TOP_K, topK)
                .with(ALPHA, alpha)
                .with(BETA, beta);
    }
}
