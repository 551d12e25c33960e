package org.vpt4j.samples.energy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What one hardware thread of a processor may take.
 *
 * @param wattsPerThread thermal design power over threads
 * @param description how that came about, for a report
 */
record ProcessorPower(double wattsPerThread, String description) {
    /** Where the model is unknown: what CodeCarbon assumes. */
    static final double UNKNOWN = 4;

    private static final String TABLE = "processors.csv";

    /** One row of the table: the words of a model, its watts and its threads. */
    private record Row(String model, double watts, int threads) {}

    /**
     * Looks a processor up.
     *
     * @param model as the system names it, such as {@code Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz}
     */
    static ProcessorPower of(String model) {
        String name = " " + plain(model) + " ";
        for (Row row : table()) {
            if (name.contains(" " + row.model() + " ")) {
                double watts = row.watts() / row.threads();
                return new ProcessorPower(
                        watts,
                        String.format(
                                Locale.ROOT,
                                "%.2f W a thread (%s: %.0f W, %d threads)",
                                watts,
                                row.model(),
                                row.watts(),
                                row.threads()));
            }
        }
        return new ProcessorPower(
                UNKNOWN, String.format(Locale.ROOT, "%.0f W a thread (model \"%s\" unknown)", UNKNOWN, model));
    }

    private static String plain(String model) {
        return model.toLowerCase(Locale.ROOT)
                .replaceAll("\\((r|tm)\\)|@.*|,|\\bcpu\\b", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static List<Row> table() {
        try (InputStream in = ProcessorPower.class.getResourceAsStream(TABLE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(","))
                    .map(cells -> new Row(cells[0], Double.parseDouble(cells[1]), Integer.parseInt(cells[2])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
