package org.vpt4j.vision.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/** The tuning methods there are, by name. */
public final class TuningMethods {

    /**
     * A method's entry.
     *
     * @param name what users write
     * @param summary one line for the help
     * @param defaults every setting that the method has, with its default
     * @param create makes it from all of its settings
     */
    private record Registration(
            String name,
            String summary,
            Map<String, String> defaults,
            Function<Map<String, String>, TuningMethod> create) {}

    /** The one list: a new method is a class and a line here. */
    private static final List<Registration> ALL = List.of(
            new Registration(
                    DeepPrompt.NAME,
                    "prompt tokens for every layer (VPT-deep)",
                    Map.of("tokens", "10", "layers", "all"),
                    s -> new DeepPrompt(PromptLength.of(s.get("tokens")), LayerSelection.of(s.get("layers")))),
            new Registration(
                    ShallowPrompt.NAME,
                    "prompt tokens before the first layer (VPT-shallow)",
                    Map.of("tokens", "10"),
                    s -> new ShallowPrompt(PromptLength.of(s.get("tokens")))),
            new Registration(HeadOnly.NAME, "nothing but the head", Map.of(), s -> new HeadOnly()),
            new Registration(FullFineTuning.NAME, "every weight of a copy", Map.of(), s -> new FullFineTuning()));

    private TuningMethods() {}

    /** All names, the default first. */
    public static List<String> names() {
        return ALL.stream().map(Registration::name).toList();
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
        Registration found = find(name);
        for (String key : settings.keySet()) {
            if (!found.defaults().containsKey(key)) {
                throw new ConfigException("the method " + name + " has no setting \"" + key + "\""
                        + NearestName.hint(key, found.defaults().keySet())
                        + (found.defaults().isEmpty() ? "; it has none" : ""));
            }
        }
        Map<String, String> all = new LinkedHashMap<>(found.defaults());
        all.putAll(settings);
        return found.create().apply(all);
    }

    private static Registration find(String name) {
        return ALL.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("there is no tuning method \"" + name + "\""
                        + NearestName.hint(name, names()) + "; known are " + String.join(", ", names())));
    }
}
