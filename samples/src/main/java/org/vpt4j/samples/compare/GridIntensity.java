package org.vpt4j.samples.compare;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;

/**
 * CO₂ emissions per kilowatt-hour.
 *
 * @param grams CO₂ equivalents per kWh
 * @param source where the number comes from
 */
record GridIntensity(double grams, String source) {
    private static final String TABLE = "countries.csv";
    private static final double WORLD = 475;
    private static final double MOST = 5000;

    /** The world average, which CodeCarbon uses by default. */
    public static GridIntensity world() {
        return new GridIntensity(WORLD, "world average, CodeCarbon's default");
    }

    /**
     * A number given by the user.
     *
     * @throws ConfigException if it is not a number from 0 to 5000
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
     * @throws ConfigException if it is not in the table
     */
    public static GridIntensity of(String code) {
        Map<String, Double> countries = countries();
        Double grams = countries.get(code.toUpperCase(Locale.ROOT));
        if (grams == null) {
            throw new ConfigException("country: no figure for \"" + code + "\"; known are "
                    + String.join(", ", countries.keySet()) + "; or give grams per kWh with --grid-intensity");
        }
        return new GridIntensity(grams, code.toUpperCase(Locale.ROOT) + " in 2023, Ember by Our World in Data");
    }

    /** Grams of CO₂ for an amount of energy. */
    public double gramsOf(double kilowattHours) {
        return grams * kilowattHours;
    }

    private static Map<String, Double> countries() {
        Map<String, Double> countries = new LinkedHashMap<>();
        EnergyMeters.table(TABLE).forEach(row -> countries.put(row.get(0), Double.valueOf(row.get(1))));
        return countries;
    }
}
