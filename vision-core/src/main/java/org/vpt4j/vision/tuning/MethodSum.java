package org.vpt4j.vision.tuning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/** A parsed method text, such as {@code vpt-deep}, {@code partial:4} or {@code vpt-deep+lora:8}. */
record MethodSum(List<Term> terms) {
    private static final String METHOD = "method";

    /**
     * One method of the sum.
     *
     * @param first the value after the colon, for the first setting
     */
    private record Term(TuningMethodProvider method, Optional<String> first) {
        boolean has(String setting) {
            return method.settings().stream().anyMatch(own -> own.name().equals(setting));
        }

        /** {@code lora.rank} for {@code rank}. */
        String full(String setting) {
            return method.name() + "." + setting;
        }

        /** Its settings as {@link TuningMethods#settings} lists them for this method alone. */
        List<Setting<?>> settings() {
            List<Setting<?>> settings = new ArrayList<>(method.settings());
            first.ifPresent(value -> settings.set(0, inMethod(value, settings.get(0))));
            return settings;
        }

        private static Setting<?> inMethod(String value, Setting<?> setting) {
            try {
                return setting.defaultingTo(value);
            } catch (ConfigException e) {
                throw new ConfigException(METHOD, e.getMessage());
            }
        }

        TuningMethod create(Settings given) {
            Settings own = Settings.NONE;
            for (Setting<?> setting : settings()) {
                String name = setting.name();
                Optional<Settings.Given> value = given.given(full(name)).or(() -> given.given(name));
                boolean inMethod = first.isPresent()
                        && setting.name().equals(method.settings().get(0).name());
                if (inMethod && value.isPresent() && !value.get().text().equals(first.get())) {
                    throw new ConfigException(
                                    name,
                                    value.get().text() + ", but " + method.name() + ":" + first.get()
                                            + " gives it too; leave out one of them")
                            .at(value.get().place());
                }
                if (inMethod) {
                    own = own.with(name, new Settings.Given(first.get(), ""));
                } else if (value.isPresent()) {
                    own = own.with(name, value.get());
                }
            }
            Settings checked = own;
            checked.require(method.settings(), "the method " + method.name());
            return checked.located(() -> method.create(checked));
        }
    }

    /**
     * Parses a text.
     *
     * @param known all methods
     * @throws ConfigException if a method is unknown, or named twice
     */
    static MethodSum of(String text, List<TuningMethodProvider> known) {
        List<Term> terms = new ArrayList<>();
        for (String item : text.split("\\+", -1)) {
            Term term = term(item.strip(), known);
            if (terms.stream().anyMatch(other -> other.method() == term.method())) {
                throw new ConfigException(
                        METHOD,
                        "\"" + text + "\" names " + term.method().name()
                                + " twice; give it once, with the settings that you want");
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
                .orElseThrow(() -> new ConfigException(
                        METHOD,
                        "there is no tuning method \"" + parts[0] + "\"" + NearestName.hint(parts[0], names)
                                + "; known are " + String.join(", ", names) + ", and sums such as vpt-deep+bitfit"));
        if (parts.length == 1) {
            return new Term(found, Optional.empty());
        }
        if (found.settings().isEmpty()) {
            throw new ConfigException(
                    METHOD, "\"" + item + "\": " + parts[0] + " has no settings; leave out the colon");
        }
        return new Term(found, Optional.of(parts[1].strip()));
    }

    String summary() {
        return terms.stream().map(term -> term.method().summary()).collect(Collectors.joining("; and "));
    }

    List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>();
        for (Term term : terms) {
            for (Setting<?> setting : term.settings()) {
                all.add(setting.named(name(term, setting.name())));
            }
        }
        return all;
    }

    private String name(Term term, String setting) {
        boolean shared = terms.stream().filter(other -> other.has(setting)).count() > 1;
        return shared ? term.full(setting) : setting;
    }

    /** Whether it has this setting. */
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

    TuningMethod create(Settings settings) {
        String name = terms.stream().map(term -> term.method().name()).collect(Collectors.joining("+"));
        settings.requireKnown(keys(), "the method " + name);
        List<TuningMethod> methods =
                terms.stream().map(term -> term.create(settings)).toList();
        return methods.size() == 1 ? methods.get(0) : new Composition(methods);
    }
}
