package org.vpt4j.samples.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The times for one input size and batch size.
 *
 * @param input such as {@code 336x336}
 * @param batch images per batch
 * @param milliseconds of a batch by path: {@code bare}, {@code network}, {@code files}, {@code pytorch},
 *     {@code fp16}, {@code int8}
 */
record PathRow(String input, int batch, Map<String, Double> milliseconds) {
    static final String BARE = "bare";
    static final String NETWORK = "network";
    static final String FILES = "files";
    static final String PYTORCH = "pytorch";
    static final String FP16 = "fp16";
    static final String INT8 = "int8";

    private static final double DECIMALS = 1000;

    /** Numerator and denominator of each ratio. */
    private static final Map<String, List<String>> RATIOS = ratios();

    private static Map<String, List<String>> ratios() {
        Map<String, List<String>> ratios = new LinkedHashMap<>();
        ratios.put("network/bare", List.of(NETWORK, BARE));
        ratios.put("files/bare", List.of(FILES, BARE));
        ratios.put("network/pytorch", List.of(NETWORK, PYTORCH));
        ratios.put("fp16/fp32", List.of(FP16, NETWORK));
        ratios.put("int8/fp32", List.of(INT8, NETWORK));
        return ratios;
    }

    /** Ratios of the times by name, where both were measured. */
    public Map<String, Double> ratio() {
        Map<String, Double> found = new LinkedHashMap<>();
        RATIOS.forEach((name, parts) -> {
            Double over = milliseconds.get(parts.get(0));
            Double under = milliseconds.get(parts.get(1));
            if (over != null && under != null) {
                found.put(name, Math.round(DECIMALS * over / under) / DECIMALS);
            }
        });
        return found;
    }

    /** The rows as a table: milliseconds per batch, then the ratios. */
    public static List<String> table(List<PathRow> rows) {
        List<String> times = List.copyOf(rows.get(0).milliseconds().keySet());
        List<String> ratios = List.copyOf(rows.get(0).ratio().keySet());
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-9s %5s", "input", "batch"));
        times.forEach(name -> head.append(String.format(Locale.ROOT, " %10s", name + " ms")));
        ratios.forEach(name -> head.append("  ").append(name));
        List<String> lines = new ArrayList<>(List.of(head.toString()));
        for (PathRow row : rows) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-9s %5d", row.input(), row.batch()));
            times.forEach(name -> line.append(
                    String.format(Locale.ROOT, " %10.1f", row.milliseconds().get(name))));
            Map<String, Double> ratio = row.ratio();
            ratios.forEach(
                    name -> line.append(String.format(Locale.ROOT, "  %" + name.length() + ".2f", ratio.get(name))));
            lines.add(line.toString());
        }
        return lines;
    }
}
