package org.vpt4j.vision.tuning;

import java.math.BigDecimal;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;

/**
 * The values of a method's settings, read by their kind. Whether a number makes sense is the method's to check, with
 * {@link #require}.
 *
 * @param texts a value for every setting of the method
 */
public record SettingValues(Map<String, String> texts) {
    public SettingValues {
        texts = Map.copyOf(texts);
    }

    public String text(String name) {
        return texts.get(name).strip();
    }

    /** @throws ConfigException if the value is no whole number */
    public int whole(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw new ConfigException(name + ": \"" + text(name) + "\" is no whole number", e);
        }
    }

    /** @throws ConfigException if the value is no number */
    public double real(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            throw new ConfigException(name + ": \"" + text(name) + "\" is no number", e);
        }
    }

    /** @throws ConfigException if the value is neither {@code true} nor {@code false} */
    public boolean flag(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(name + ": \"" + text(name) + "\" is neither true nor false");
        };
    }

    /** @throws ConfigException as {@link LayerSelection#of} */
    public LayerSelection layers(String name) {
        return LayerSelection.of(text(name));
    }

    /** A number as a user would write it: {@code 0}, {@code 0.1}. */
    public static String text(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** @throws ConfigException if the value is outside {@code [least, most]}; the message names the nearer end */
    public static int require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ConfigException(name + ": " + value
                    + (value < least
                            ? " is too small; give at least " + least
                            : " is too large; give at most " + most));
        }
        return value;
    }

    /** @throws ConfigException if the value is outside {@code [least, most]} or no number */
    public static double require(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new ConfigException(name + ": " + (Double.isFinite(value) ? text(value) : value) + " is outside "
                    + text(least) + " to " + text(most));
        }
        return value;
    }
}
