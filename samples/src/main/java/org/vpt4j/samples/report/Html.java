package org.vpt4j.samples.report;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vpt4j.samples.image.ImageFile;

/** Fragments of HTML: escaped text, tables, embedded images; and numbers formatted for people. */
public final class Html {
    private static final float QUALITY = 0.82f;
    private static final double KILO = 1000;

    private Html() {}

    /**
     * A column of a table.
     *
     * @param heading its heading
     * @param text the cell of a row
     */
    public record Column<T>(String heading, Function<T, String> text) {}

    public static <T> Column<T> column(String heading, Function<T, String> text) {
        return new Column<>(heading, text);
    }

    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A paragraph of plain text. */
    public static String paragraph(String text) {
        return "<p>" + escape(text) + "</p>\n";
    }

    /** A paragraph of plain text in small print. */
    public static String note(String text) {
        return "<p class=\"note\">" + escape(text) + "</p>\n";
    }

    public static String heading(String text) {
        return "<h3>" + escape(text) + "</h3>\n";
    }

    /** Text whose lines stay as they are. */
    public static String preformatted(String text) {
        return "<pre>" + escape(text) + "</pre>\n";
    }

    /** Blocks next to each other where the page is wide enough. */
    public static String columns(String... blocks) {
        return "<div class=\"columns\">" + String.join("", blocks) + "</div>\n";
    }

    /** A list of items; empty if there are none. */
    public static String list(List<String> items) {
        return items.isEmpty()
                ? ""
                : items.stream()
                        .map(item -> "<li>" + escape(item) + "</li>\n")
                        .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
    }

    /** How to repeat what a report is about: the command, its settings, and what it ran with and on. */
    public static String recipe(String command, String heading, String settings, Map<String, String> facts) {
        return preformatted(command)
                + columns(
                        "<div>" + (settings.isBlank() ? "" : heading(heading) + preformatted(settings.strip()))
                                + "</div>",
                        "<div>" + heading("Program and machine") + facts(facts) + "</div>");
    }

    /** A table; the first column is text, the others are numbers. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> String table(List<T> rows, Column<T>... columns) {
        return table(rows, List.of(columns), (row, column) -> false);
    }

    /** A table of texts, which are broken where they are too long for the page. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T> String texts(List<T> rows, Column<T>... columns) {
        return "<div class=\"texts\">" + table(rows, List.of(columns), (row, column) -> false) + "</div>\n";
    }

    /** A table with some of its cells, by row and column, in bold letters. */
    public static <T> String table(List<T> rows, List<Column<T>> columns, BiPredicate<Integer, Integer> bold) {
        String head = columns.stream()
                .map(column -> "<th>" + escape(column.heading()) + "</th>")
                .collect(Collectors.joining());
        StringBuilder html =
                new StringBuilder("<div class=\"scroll\"><table><thead><tr>" + head + "</tr></thead><tbody>\n");
        for (int r = 0; r < rows.size(); r++) {
            html.append("<tr>");
            for (int c = 0; c < columns.size(); c++) {
                String cell = escape(columns.get(c).text().apply(rows.get(r)));
                html.append("<td>")
                        .append(bold.test(r, c) ? "<b>" + cell + "</b>" : cell)
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** Names and values, as a table without headings; empty if there are none. */
    public static String facts(Map<String, String> facts) {
        return facts.isEmpty()
                ? ""
                : facts.entrySet().stream()
                        .map(fact -> "<dt>" + escape(fact.getKey()) + "</dt><dd>" + escape(fact.getValue()) + "</dd>")
                        .collect(Collectors.joining("", "<dl class=\"facts\">", "</dl>\n"));
    }

    /** An embedded image with its caption. */
    public static String figure(BufferedImage buffered, String caption) {
        String data = Base64.getEncoder().encodeToString(ImageFile.jpeg(buffered, QUALITY));
        return "<figure><img src=\"data:image/jpeg;base64," + data + "\" alt=\"" + escape(caption) + "\" width=\""
                + buffered.getWidth() + "\" height=\"" + buffered.getHeight() + "\"><figcaption>" + escape(caption)
                + "</figcaption></figure>\n";
    }

    /** Some of a list, evenly spread over it. */
    public static <T> List<T> spread(List<T> all, int most) {
        int shown = Math.min(most, all.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / shown)))
                .toList();
    }

    /** An image's name without its folders. */
    public static String fileName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** {@code 0.873}; a dash for a negative number or NaN, which stand for "not measured". */
    public static String fraction(double value) {
        return value < 0 || Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** {@code 1,234,567} */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 3.4 MB} (of 10^6 bytes) */
    public static String bytes(long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** {@code 0.532 g}, {@code 12.3 g}, {@code 1.45 kg}. */
    public static String metric(double value, String unit) {
        return value >= KILO
                ? String.format(Locale.ROOT, "%.2f k%s", value / KILO, unit)
                : String.format(Locale.ROOT, value < 1 ? "%.3f %s" : "%.1f %s", value, unit);
    }

    /** {@code 4 min 05 s} */
    public static String time(double duration) {
        if (duration < 9.5) {
            return String.format(Locale.ROOT, "%.1f s", duration);
        }
        long seconds = Math.round(duration);
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
    }
}
