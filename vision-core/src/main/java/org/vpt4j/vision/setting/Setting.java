package org.vpt4j.vision.setting;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/**
 * A typed key: the name of a setting, its type, range and default, and what the help says about it. Options of the command
 * line, keys of a YAML file, entries of a task file, and checks all follow from it.
 *
 * <pre>{@code
 * static final Setting<Integer> RANK = Setting.whole("rank", 8, 1, 1024, "rank of the change to a matrix");
 * int rank = settings.get(RANK); // as given, or 8
 * }</pre>
 *
 * @param <T> type of its values
 */
public final class Setting<T> {
    private final String name;
    private final T fallback;
    private final String values;
    private final String help;
    private final Function<String, T> parser;
    private final Function<T, String> formatter;

    private Setting(
            String name,
            T fallback,
            String values,
            String help,
            Function<String, T> parser,
            Function<T, String> formatter) {
        this.name = name;
        this.fallback = fallback;
        this.values = values;
        this.help = help;
        this.parser = parser;
        this.formatter = formatter;
    }

    /**
     * A setting of any type.
     *
     * @param fallback the default
     * @param values what is allowed, for the help: {@code all|last:K|LIST}
     * @param help one sentence without a full stop
     * @param parser reads stripped text; throws {@link ConfigException} with what is wrong
     * @param formatter the text that {@code parser} reads as an equal value
     */
    public static <T> Setting<T> of(
            String name,
            T fallback,
            String values,
            String help,
            Function<String, T> parser,
            Function<T, String> formatter) {
        return new Setting<>(name, fallback, values, help, parser, formatter);
    }

    /** A whole number in [least, most]. */
    public static Setting<Integer> whole(String name, int fallback, int least, int most, String help) {
        return of(name, fallback, "N", help, text -> whole(text, least, most), String::valueOf);
    }

    /** A number in [least, most]. */
    public static Setting<Double> real(String name, double fallback, double least, double most, String help) {
        return of(name, fallback, "F", help, text -> real(text, least, most), Setting::plain);
    }

    /** {@code true} or {@code false}. */
    public static Setting<Boolean> flag(String name, boolean fallback, String help) {
        return of(name, fallback, "true|false", help, Setting::flag, String::valueOf);
    }

    /** Any text. */
    public static Setting<String> text(String name, String fallback, String values, String help) {
        return of(name, fallback, values, help, text -> text, text -> text);
    }

    /** One of these words. */
    public static Setting<String> choice(String name, String fallback, List<String> allowed, String help) {
        return of(name, fallback, String.join("|", allowed), help, text -> member(text, allowed), text -> text);
    }

    /** One of an enumeration's constants, whose names users write in lower case and with hyphens. */
    public static <E extends Enum<E>> Setting<E> choice(String name, E fallback, String help) {
        Class<E> type = fallback.getDeclaringClass();
        List<String> allowed =
                Arrays.stream(type.getEnumConstants()).map(Setting::word).toList();
        return of(
                name,
                fallback,
                String.join("|", allowed),
                help,
                text -> type.getEnumConstants()[allowed.indexOf(member(text.toLowerCase(Locale.ROOT), allowed))],
                Setting::word);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same setting without a default; the empty text stands for no value. */
    public Setting<Optional<T>> optional() {
        return of(
                name,
                Optional.empty(),
                values,
                help,
                text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text)),
                value -> value.map(formatter).orElse(""));
    }

    /** The same setting with other values in the help; empty: no option offers it, the run sets it. */
    public Setting<T> showing(String allowed) {
        return new Setting<>(name, fallback, allowed, help, parser, formatter);
    }

    /** The same setting by another name. */
    public Setting<T> named(String other) {
        return new Setting<>(other, fallback, values, help, parser, formatter);
    }

    /**
     * The same setting with another default.
     *
     * @throws ConfigException if the text is no value of it
     */
    public Setting<T> defaultingTo(String text) {
        return new Setting<>(name, parse(text), values, help, parser, formatter);
    }

    /** The same setting with a changed help line. */
    public Setting<T> explained(UnaryOperator<String> change) {
        return new Setting<>(name, fallback, values, change.apply(help), parser, formatter);
    }

    /** Key of the YAML file, and the option without its dashes: {@code tuning-lr}. */
    public String name() {
        return name;
    }

    /** The value where none is given. */
    public T fallback() {
        return fallback;
    }

    /** The default as text; empty where there is none. */
    public String fallbackText() {
        return formatter.apply(fallback);
    }

    /** What is allowed, for the help: {@code N}, {@code all|last:K|LIST}. */
    public String values() {
        return values;
    }

    /** What it does, in one sentence without a full stop. */
    public String help() {
        return help;
    }

    /** Whether users can give it. */
    public boolean isOffered() {
        return !values.isEmpty();
    }

    /**
     * Reads a value.
     *
     * @throws ConfigException if the text is no value of this setting; its key is this setting's name
     */
    public T parse(String text) {
        try {
            return parser.apply(text.strip());
        } catch (ConfigException e) {
            throw e.of(name);
        }
    }

    /** The text that {@link #parse} reads as an equal value. */
    public String format(T value) {
        return formatter.apply(value);
    }

    /**
     * Checks a value that Java code gives.
     *
     * @return the value
     * @throws ConfigException if it is out of range
     */
    public T require(T value) {
        parse(format(value));
        return value;
    }

    @Override
    public String toString() {
        return name;
    }

    private static int whole(String text, int least, int most) {
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ConfigException("\"" + text + "\" is no whole number", e);
        }
        if (value < least || value > most) {
            throw new ConfigException(value
                    + (value < least
                            ? " is too small; give at least " + least
                            : " is too large; give at most " + most));
        }
        return value;
    }

    private static double real(String text, double least, double most) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ConfigException("\"" + text + "\" is no number", e);
        }
        if (!(value >= least && value <= most)) {
            throw new ConfigException(text + " is outside " + plain(least) + " to " + plain(most));
        }
        return value;
    }

    /** A number as a user would write it: {@code 0}, {@code 0.1}. */
    private static String plain(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException("\"" + text + "\" is neither true nor false");
        };
    }

    private static String member(String text, List<String> allowed) {
        if (!allowed.contains(text)) {
            throw new ConfigException(
                    "\"" + text + "\" is none of " + String.join(", ", allowed) + NearestName.hint(text, allowed));
        }
        return text;
    }
}
