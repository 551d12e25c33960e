package org.vpt4j.vision.tuning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/** What a user wrote for a method, {@code vpt-deep}, {@code partial:4} or {@code vpt-deep+lora:8}, taken apart. */
record MethodSum(List<Term> terms) {

    /**
     * One method of it.
     *
     * @param first the value behind the colon, for the first setting; empty where there is none
     */
    private record Term(TuningMethodProvider method, Map<String, String> first) {
        boolean has(String setting) {
            return method.defaults().containsKey(setting);
        }

        /** {@code lora.rank} for {@code rank}. */
        String full(String setting) {
            return method.name() + "." + setting;
        }

        Map<String, String> values(Map<String, String> given) {
            Map<String, String> values = new LinkedHashMap<>(method.defaults());
            values.putAll(first);
            method.settings().stream().map(MethodSetting::name).forEach(name -> {
                String value = given.getOrDefault(full(name), given.get(name));
                if (value == null) {
                    return;
                }
                if (!first.getOrDefault(name, value).equals(value)) {
                    throw new ConfigException(name + ": " + value + ", but " + method.name() + ":" + first.get(name)
                            + " gives it too; leave out one of them");
                }
                values.put(name, value);
            });
            return values;
        }
    }

    /**
     * Takes a text apart.
     *
     * @param known all methods
     * @throws ConfigException if a method is unknown, or stands there twice
     */
    static MethodSum of(String text, List<TuningMethodProvider> known) {
        List<Term> terms = new ArrayList<>();
        for (String item : text.split("\\+", -1)) {
            Term term = term(item.strip(), known);
            if (terms.stream().anyMatch(other -> other.method() == term.method())) {
                throw new ConfigException("method: \"" + text + "\" names "
                        + term.method().name() + " twice; give it once, with the settings that you want");
            }
            terms.add(term);
        }
        return new MethodSum(List.copyOf(terms));
    }

    private static Term term(String item, List<TuningMethodProvider> known) {
        String[] parts = item.split(":", 2);
        List<String> names = known.stream().map(TuningMethodProvider::name).toList();
        TuningMethodProvider found = known.stream()
                .filter(method -> method.name().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new ConfigException("method: there is no tuning method \"" + parts[0] + "\""
                        + NearestName.hint(parts[0], names) + "; known are " + String.join(", ", names)
                        + ", and sums such as vpt-deep+bitfit"));
        if (parts.length == 1) {
            return new Term(found, Map.of());
        }
        if (found.settings().isEmpty()) {
            throw new ConfigException(
                    "method: \"" + item + "\": " + parts[0] + " has no settings; leave out the colon");
        }
        return new Term(found, Map.of(found.settings().get(0).name(), parts[1]));
    }

    String summary() {
        return terms.stream().map(term -> term.method().summary()).collect(Collectors.joining("; and "));
    }

    List<MethodSetting> settings() {
        List<MethodSetting> all = new ArrayList<>();
        for (Term term : terms) {
            for (MethodSetting setting : term.method().settings()) {
                all.add(new MethodSetting(
                        name(term, setting.name()),
                        term.first().getOrDefault(setting.name(), setting.fallback()),
                        setting.values(),
                        setting.help()));
            }
        }
        return all;
    }

    private String name(Term term, String setting) {
        boolean shared = terms.stream().filter(other -> other.has(setting)).count() > 1;
        return shared ? term.full(setting) : setting;
    }

    /** Whether it can be told this setting. */
    boolean has(String key) {
        return keys().contains(key);
    }

    private Collection<String> keys() {
        return terms.stream()
                .flatMap(term -> term.method().settings().stream()
                        .flatMap(setting -> Stream.of(setting.name(), term.full(setting.name()))))
                .distinct()
                .toList();
    }

    TuningMethod create(Map<String, String> settings) {
        String name = terms.stream().map(term -> term.method().name()).collect(Collectors.joining("+"));
        for (String key : settings.keySet()) {
            if (!has(key)) {
                throw new ConfigException(key + ": the method " + name + " has no such setting"
                        + NearestName.hint(key, keys()) + "; leave it out");
            }
        }
        List<TuningMethod> methods = terms.stream()
                .map(term -> term.method().create(term.values(settings)))
                .toList();
        return methods.size() == 1 ? methods.get(0) : new Composition(methods);
    }
}
