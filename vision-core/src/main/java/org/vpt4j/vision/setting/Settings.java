package org.vpt4j.vision.setting;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/**
 * The values that were given for some settings, as text, each with the place where it was given. Immutable. A setting that
 * was not given has its default, which is looked up when it is read.
 */
public final class Settings {
    /** Nothing is given. */
    public static final Settings NONE = new Settings(Map.of());

    private final Map<String, Given> given;

    /**
     * One value.
     *
     * @param text as written; a list is joined by commas
     * @param place {@code --lr}, or {@code run.yaml line 3}; empty where Java code gives it
     */
    public record Given(String text, String place) {
        public Given {
            text = text.strip();
            Objects.requireNonNull(place);
        }
    }

    private Settings(Map<String, Given> given) {
        this.given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /** Values by key; numbers and flags as text or as such. */
    public static Settings of(Map<String, ?> values) {
        Map<String, Given> given = new LinkedHashMap<>();
        values.forEach((key, value) -> given.put(key, new Given(String.valueOf(value), "")));
        return new Settings(given);
    }

    /**
     * These and one more value.
     *
     * @throws ConfigException if it is out of range
     */
    public <T> Settings with(Setting<T> setting, T value) {
        setting.require(value);
        return with(setting.name(), new Given(setting.format(value), ""));
    }

    /** These and one more value, which is checked when it is read. */
    public Settings with(String key, Given value) {
        Map<String, Given> more = new LinkedHashMap<>(given);
        more.put(key, value);
        return new Settings(more);
    }

    /** These values, and those of {@code other} where they are not given here. */
    public Settings over(Settings other) {
        Map<String, Given> both = new LinkedHashMap<>(other.given);
        both.putAll(given);
        return new Settings(both);
    }

    /** Those with one of these keys. */
    public Settings only(Collection<String> keys) {
        Map<String, Given> kept = new LinkedHashMap<>(given);
        kept.keySet().retainAll(keys);
        return new Settings(kept);
    }

    /** Those with none of these keys. */
    public Settings without(Collection<String> keys) {
        Map<String, Given> kept = new LinkedHashMap<>(given);
        kept.keySet().removeAll(keys);
        return new Settings(kept);
    }

    /**
     * The same settings with the values given here as their defaults, for a help that shows them.
     *
     * @throws ConfigException if one is no value of its setting
     */
    public List<Setting<?>> asDefaultsOf(List<Setting<?>> settings) {
        return settings.stream()
                .<Setting<?>>map(setting -> given(setting.name())
                        .<Setting<?>>map(value -> setting.defaultingTo(value.text()))
                        .orElse(setting))
                .toList();
    }

    /**
     * The value of a setting, as given or its default.
     *
     * @throws ConfigException if it is no value of the setting; says where it was given
     */
    public <T> T get(Setting<T> setting) {
        Given value = given.get(setting.name());
        return value == null ? setting.fallback() : located(() -> setting.parse(value.text()));
    }

    /** What was given for a setting, if anything. */
    public Optional<Given> given(String key) {
        return Optional.ofNullable(given.get(key));
    }

    public boolean has(Setting<?> setting) {
        return given.containsKey(setting.name());
    }

    /** All that was given, in the order in which it was. */
    public Map<String, Given> given() {
        return given;
    }

    /** Key to text. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        given.forEach((key, value) -> texts.put(key, value.text()));
        return Collections.unmodifiableMap(texts);
    }

    /**
     * Runs something that checks these settings; a {@link ConfigException} about one of them gets the place where that was
     * given.
     */
    public <R> R located(Supplier<R> action) {
        try {
            return action.get();
        } catch (ConfigException e) {
            Given value = e.place().isPresent() ? null : given.get(e.key().orElse(null));
            throw value == null ? e : e.at(value.place());
        }
    }

    /**
     * Checks that each is one of these settings and has a value of it.
     *
     * @param owner whose settings they are, for the message: {@code the method lora}
     * @throws ConfigException if one is unknown, with the nearest known one, or has a wrong value
     */
    public void require(List<Setting<?>> known, String owner) {
        requireKnown(known.stream().map(Setting::name).toList(), owner);
        known.forEach(this::get);
    }

    /**
     * Checks that each is one of these settings.
     *
     * @param owner whose settings they are
     * @throws ConfigException if one is unknown, with the nearest known one
     */
    public void requireKnown(Collection<String> keys, String owner) {
        given.forEach((key, value) -> {
            if (!keys.contains(key)) {
                String problem = owner + " has no such setting" + NearestName.hint(key, keys) + "; leave it out";
                throw new ConfigException(key, problem).at(value.place());
            }
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && texts().equals(settings.texts());
    }

    @Override
    public int hashCode() {
        return texts().hashCode();
    }

    @Override
    public String toString() {
        return texts().toString();
    }
}
