package org.vpt4j.vision.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.registry.Registered;

/**
 * The tuning methods there are, by name: the project's own, and those that a {@link TuningMethodProvider} on the class
 * path adds.
 */
public final class TuningMethods {

    private record BuiltIn(
            String name,
            String summary,
            Map<String, String> defaults,
            Function<Map<String, String>, TuningMethod> maker)
            implements TuningMethodProvider {
        @Override
        public TuningMethod create(Map<String, String> settings) {
            return maker.apply(settings);
        }
    }

    /** The project's own: a new one is a class and a line here. */
    private static final List<TuningMethodProvider> BUILT_IN = List.of(
            new BuiltIn(
                    DeepPrompt.NAME,
                    "prompt tokens for every layer (VPT-deep)",
                    Map.of("tokens", "10", "layers", "all"),
                    s -> new DeepPrompt(PromptLength.of(s.get("tokens")), LayerSelection.of(s.get("layers")))),
            new BuiltIn(
                    ShallowPrompt.NAME,
                    "prompt tokens before the first layer (VPT-shallow)",
                    Map.of("tokens", "10"),
                    s -> new ShallowPrompt(PromptLength.of(s.get("tokens")))),
            new BuiltIn(HeadOnly.NAME, "nothing but the head", Map.of(), s -> new HeadOnly()),
            new BuiltIn(FullFineTuning.NAME, "every weight of a copy", Map.of(), s -> new FullFineTuning()));

    private TuningMethods() {}

    /** All names, the default first. */
    public static List<String> names() {
        return all().stream().map(TuningMethodProvider::name).toList();
    }

    /** One line about a method for the help. */
    public static String summary(String name) {
        return find(name).summary();
    }

    /** The settings that a method has, with their defaults. */
    public static Map<String, String> defaults(String name) {
        return find(name).defaults();
    }

    /**
     * Makes a method; settings that are not given have their default.
     *
     * @throws ConfigException if the method or a setting is unknown (the nearest known one is named), or a value is wrong
     */
    public static TuningMethod create(String name, Map<String, String> settings) {
        TuningMethodProvider found = find(name);
        for (String key : settings.keySet()) {
            if (!found.defaults().containsKey(key)) {
                throw new ConfigException(key + ": the method " + name + " has no such setting"
                        + NearestName.hint(key, found.defaults().keySet()) + "; leave it out");
            }
        }
        Map<String, String> all = new LinkedHashMap<>(found.defaults());
        all.putAll(settings);
        return found.create(all);
    }

    private static List<TuningMethodProvider> all() {
        return Registered.of(TuningMethodProvider.class, BUILT_IN, TuningMethodProvider::name);
    }

    private static TuningMethodProvider find(String name) {
        return all().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no tuning method \"" + name + "\""
                        + NearestName.hint(name, names()) + "; known are " + String.join(", ", names())));
    }
}
