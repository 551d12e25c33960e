package org.vpt4j.detect.train;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/** What the values of a training's settings may be. */
final class SettingChecks {
    /** The run chooses. */
    static final String AUTO = "auto";

    /** Nothing is counted further: epochs, batches, threads. */
    private static final int MOST = 1_000_000;

    private SettingChecks() {}

    /**
     * Reads what can be judged without a backbone, a method or a head at hand, so that a wrong value is told where it
     * is set. What needs them is judged when a training opens its inputs, still before the first image:
     * {@code backbone}, {@code method} and its settings, {@code head} and which settings it has,
     * {@code feature-layers}, and whether {@code size} fits the patch. Files and folders are looked at when they are
     * opened.
     *
     * @param values of every setting by name, as text
     * @throws ConfigException if one makes no sense by itself
     */
    static void all(Map<String, String> values) {
        for (String name : List.of("epochs", "batch", "accumulate")) {
            count(name, values, 1);
        }
        for (String name : List.of("warmup", "patience", "image-every", "threads", "views")) {
            count(name, values, 0);
        }
        range("lr", values, 0, 10);
        if (!values.get("prompt-lr").isEmpty()) {
            range("prompt-lr", values, 0, 1000);
        }
        range("weight-decay", values, 0, 10);
        range("ema", values, 0, 0.999999);
        range("clip", values, 0, 1e9);
        number("seed", values.get("seed"), Long::valueOf);
        if (!values.get("precision").equals(AUTO)) {
            Precision.of(values.get("precision"));
        }
        choice("cache", values, AUTO, "on", "off");
        choice("checkpointing", values, "on", "off");
        ByteSize.of("cache-limit", values.get("cache-limit"));
        if (!values.get("memory-limit").isEmpty()) {
            ByteSize.of("memory-limit", values.get("memory-limit"));
        }
        choice("device", values, "auto", "cpu", "gpu");
        choice("augment", values, "standard", "none");
        choice("prompt-init", values, "uniform", "prototypes");
        InputSize.parse(values.get("size"));
        HeadSettings.of(values.get(HeadSettings.NAME));
    }

    /**
     * The number that a setting says.
     *
     * @throws ConfigException if its text is none
     */
    static <T> T number(String name, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new ConfigException(name + ": \"" + text + "\" is not a number", e);
        }
    }

    private static void range(String name, Map<String, String> values, double low, double high) {
        within(name, values, number(name, values.get(name), Double::valueOf), low, high);
    }

    private static void count(String name, Map<String, String> values, int low) {
        within(name, values, number(name, values.get(name), Integer::valueOf), low, MOST);
    }

    private static void within(String name, Map<String, String> values, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new ConfigException(
                    name + ": " + values.get(name) + " is outside " + plain(low) + " to " + plain(high));
        }
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static void choice(String name, Map<String, String> values, String... allowed) {
        String value = values.get(name);
        if (!List.of(allowed).contains(value)) {
            throw new ConfigException(name + ": \"" + value + "\" is none of " + String.join(", ", allowed)
                    + NearestName.hint(value, List.of(allowed)));
        }
    }
}
