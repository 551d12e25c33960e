package org.vpt4j.samples.compare;

import java.util.Locale;
import org.apache.commons.csv.CSVRecord;

/**
 * The thermal design power of a processor per hardware thread.
 *
 * @param wattsPerThread in watts
 * @param description how it was determined, for a report
 */
record ProcessorPower(double wattsPerThread, String description) {
    /** For unknown models, as in CodeCarbon. */
    static final double UNKNOWN = 4;

    private static final String TABLE = "processors.csv";

    /**
     * Looks up a processor.
     *
     * @param model the name that the system reports, such as {@code Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz}
     */
    static ProcessorPower of(String model) {
        String name = " " + plain(model) + " ";
        for (CSVRecord row : EnergyMeters.table(TABLE)) { // model, watts, threads
            if (name.contains(" " + row.get(0) + " ")) {
                double watts = Double.parseDouble(row.get(1)) / Integer.parseInt(row.get(2));
                return new ProcessorPower(
                        watts,
                        String.format(
                                Locale.ROOT,
                                "%.2f W per thread (%s: %s W, %s threads)",
                                watts,
                                row.get(0),
                                row.get(1),
                                row.get(2)));
            }
        }
        return new ProcessorPower(
                UNKNOWN, String.format(Locale.ROOT, "%.0f W per thread (model \"%s\" unknown)", UNKNOWN, model));
    }

    private static String plain(String model) {
        return model.toLowerCase(Locale.ROOT)
                .replaceAll("\\((r|tm)\\)|@.*|,|\\bcpu\\b", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
