package org.vpt4j.vision.tuning;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.vpt4j.vision.image.ImageSize;

/** Every tuning method, and some sums, with settings that fit a tiny encoder and images of 16x12 pixels. */
public final class TinyMethods {
    public static final ImageSize INPUT = new ImageSize(16, 12);

    private static final Map<String, Map<String, String>> SETTINGS = Map.of(
            "pixel-border", Map.of("width", "2"),
            "pixel-patch", Map.of("patch", "5", "place", "3,2"),
            "lora", Map.of("rank", "3", "targets", "q,v,proj,fc1,fc2"),
            "adaptformer", Map.of("bottleneck", "5", "strength", "0.5"),
            "mona", Map.of("bottleneck", "5"),
            "side", Map.of("bottleneck", "6"),
            "vpt-deep+adaptformer", Map.of("bottleneck", "5"),
            "mona+adaptformer+vpt-shallow", Map.of("bottleneck", "5"),
            "bitfit", Map.of("scales", "true"),
            "pixel-border+vpt-shallow", Map.of("width", "2"));

    private TinyMethods() {}

    /** The names of all methods that act on the encoder or after it, and of some sums. */
    public static Stream<String> names() {
        return Stream.concat(
                TuningMethods.names().stream().filter(name -> !TuningMethods.has(name, "text-width")),
                Stream.of(
                        "vpt-deep+bitfit",
                        "vpt-deep+lora",
                        "vpt-deep+adaptformer",
                        "mona+adaptformer+vpt-shallow",
                        "vpt-deep+side",
                        "pixel-border+vpt-shallow",
                        "vpt-deep+vpt-shallow+norm"));
    }

    public static TuningMethod of(String name) {
        Map<String, String> settings = new HashMap<>(SETTINGS.getOrDefault(name, Map.of()));
        settings.putAll(TuningMethods.accepted(name, Map.of("text-width", "6"))); // as if on a backbone with words
        return TuningMethods.create(name, settings).on(INPUT);
    }

    /** The settings of a method with their defaults. */
    static Map<String, String> defaults(String name) {
        Map<String, String> defaults = new HashMap<>();
        TuningMethods.settings(name).forEach(setting -> defaults.put(setting.name(), setting.fallbackText()));
        return defaults;
    }
}
