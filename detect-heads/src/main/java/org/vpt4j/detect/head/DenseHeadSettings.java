package org.vpt4j.detect.head;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;

/**
 * Sizes and training rules of a {@link DenseHead}.
 *
 * @param neck channels of the pyramid's neck
 * @param channels channels of the pyramid's levels and of the towers
 * @param groups of the group norms; divides {@code neck} and {@code channels}
 * @param convolutions of each tower, before its output
 * @param boxLoss how predicted and true boxes are compared
 * @param boxGain factor of the box loss
 * @param topK locations an object is assigned to
 * @param alpha exponent of the class score in the assignment
 * @param beta exponent of the overlap in the assignment
 */
public record DenseHeadSettings(
        int neck,
        int channels,
        int groups,
        int convolutions,
        BoxLoss boxLoss,
        double boxGain,
        int topK,
        double alpha,
        double beta) {

    public static final DenseHeadSettings DEFAULT = new DenseHeadSettings(256, 128, 16, 2, BoxLoss.GIOU, 2.5, 10, 1, 6);

    private static final int MOST_CHANNELS = 16384;
    private static final int MOST_CONVOLUTIONS = 32;

    /** @throws ConfigException if a value makes no sense */
    public DenseHeadSettings {
        if (neck < 1 || channels < 1 || groups < 1 || convolutions < 0 || topK < 1) {
            throw new ConfigException("sizes of the dense head must be positive: neck " + neck + ", channels "
                    + channels + ", groups " + groups + ", convolutions " + convolutions + ", top-k " + topK);
        }
        if (Math.max(neck, channels) > MOST_CHANNELS || convolutions > MOST_CONVOLUTIONS) {
            throw new ConfigException(
                    "sizes of the dense head are too large: neck " + neck + " and channels " + channels
                            + " may be at most " + MOST_CHANNELS + ", convolutions " + convolutions + " at most "
                            + MOST_CONVOLUTIONS);
        }
        if (neck % groups != 0 || channels % groups != 0) {
            throw new ConfigException("groups " + groups + " of the dense head must divide its neck " + neck
                    + " and its channels " + channels);
        }
        if (!(boxGain >= 0) || !(alpha >= 0) || !(beta >= 0)) {
            throw new ConfigException("box-gain " + boxGain + ", alpha " + alpha + " and beta " + beta
                    + " of the dense head must not be negative");
        }
    }

    /**
     * The defaults with these instead.
     *
     * @throws ConfigException if a key is unknown or a value has the wrong type or makes no sense
     */
    public static DenseHeadSettings of(Map<String, Object> changes) {
        Map<String, Object> all = new LinkedHashMap<>(DEFAULT.toMap());
        changes.forEach((key, value) -> {
            if (all.replace(key, value) == null) {
                throw new ConfigException("the dense head has no setting \"" + key + "\"; it has "
                        + DEFAULT.toMap().keySet());
            }
        });
        return new DenseHeadSettings(
                integer(all, "neck"),
                integer(all, "channels"),
                integer(all, "groups"),
                integer(all, "convolutions"),
                boxLoss(all.get("box-loss")),
                number(all, "box-gain").doubleValue(),
                integer(all, "top-k"),
                number(all, "alpha").doubleValue(),
                number(all, "beta").doubleValue());
    }

    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("neck", neck);
        map.put("channels", channels);
        map.put("groups", groups);
        map.put("convolutions", convolutions);
        map.put("box-loss", boxLoss.name().toLowerCase(Locale.ROOT));
        map.put("box-gain", boxGain);
        map.put("top-k", topK);
        map.put("alpha", alpha);
        map.put("beta", beta);
        return Collections.unmodifiableMap(map);
    }

    private static Number number(Map<String, Object> settings, String key) {
        if (settings.get(key) instanceof Number number) {
            return number;
        }
        throw new ConfigException(key + " of the dense head must be a number: " + settings.get(key));
    }

    private static int integer(Map<String, Object> settings, String key) {
        Number number = number(settings, key);
        if (number.doubleValue() != number.intValue()) {
            throw new ConfigException(key + " of the dense head must be a whole number: " + number);
        }
        return number.intValue();
    }

    private static BoxLoss boxLoss(Object value) {
        for (BoxLoss loss : BoxLoss.values()) {
            if (loss.name().equalsIgnoreCase(String.valueOf(value))) {
                return loss;
            }
        }
        throw new ConfigException("box-loss of the dense head must be one of "
                + Arrays.toString(BoxLoss.values()).toLowerCase(Locale.ROOT) + ": " + value);
    }
}
