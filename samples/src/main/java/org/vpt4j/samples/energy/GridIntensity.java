package org.vpt4j.samples.energy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;

/**
 * How much CO₂ a kilowatt-hour stands for.
 *
 * @param grams CO₂ equivalents per kWh
 * @param source who says so
 */
public record GridIntensity(double grams, String source) {
    private static final String TABLE = "countries.csv";
    private static final double WORLD = 475;
    private static final double MOST = 5000;

    /** The world's average, as CodeCarbon takes it where nothing else is known. */
    public static GridIntensity world() {
        return new GridIntensity(WORLD, "world average, CodeCarbon's default");
    }

    /**
     * What the user knows.
     *
     * @throws ConfigException if it is no number from 0 to 5000
     */
    public static GridIntensity given(String grams) {
        double value;
        try {
            value = Double.parseDouble(grams);
        } catch (NumberFormatException e) {
            throw new ConfigException("grid-intensity: \"" + grams + "\" is not a number of grams per kWh", e);
        }
        if (!(value >= 0 && value <= MOST)) {
            throw new ConfigException("grid-intensity: " + grams + " is outside 0 to " + (int) MOST + " g/kWh");
        }
        return new GridIntensity(value, "given by --grid-intensity");
    }

    /**
     * A country's yearly average.
     *
     * @param code two letters of ISO 3166
     * @throws ConfigException if the table does not have it, with those that it has
     */
    public static GridIntensity of(String code) {
        Map<String, Double> countries = countries();
        Double grams = countries.get(code.toUpperCase(Locale.ROOT));
        if (grams == null) {
            throw new ConfigException("country: no figure for \"" + code + "\"; known are "
                    + String.join(", ", countries.keySet()) + "; or give the grams with --grid-intensity");
        }
        return new GridIntensity(grams, code.toUpperCase(Locale.ROOT) + " in 2023, Ember by Our World in Data");
    }

    /** Grams of CO₂ for so much energy. */
    public double gramsOf(double kilowattHours) {
        return grams * kilowattHours;
    }

    private static Map<String, Double> countries() {
        try (InputStream in = GridIntensity.class.getResourceAsStream(TABLE)) {
            Map<String, Double> countries = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(","))
                    .forEach(cells -> countries.put(cells[0], Double.valueOf(cells[1])));
            return countries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
