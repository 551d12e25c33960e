package org.vpt4j.samples.report;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import org.vpt4j.samples.image.ImageFile;

/** Pieces of HTML: escaped text, tables, images inside of the page, and numbers as people write them. */
public final class Html {
    private static final float QUALITY = 0.82f;

    private Html() {}

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

    /** A table with a heading row; the first column is text, the others are numbers. */
    public static String table(List<String> headings, List<List<String>> rows) {
        return table(headings, rows, (row, column) -> false);
    }

    /** The same with some cells, by row and column, in bold letters. */
    public static String table(List<String> headings, List<List<String>> rows, BiPredicate<Integer, Integer> bold) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        headings.forEach(heading -> html.append("<th>").append(escape(heading)).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (int r = 0; r < rows.size(); r++) {
            html.append("<tr>");
            for (int c = 0; c < rows.get(r).size(); c++) {
                String cell = escape(rows.get(r).get(c));
                html.append("<td>")
                        .append(bold.test(r, c) ? "<b>" + cell + "</b>" : cell)
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** Names and values, as a table without headings. */
    public static String facts(Map<String, String> facts) {
        StringBuilder html = new StringBuilder("<dl class=\"facts\">");
        facts.forEach((name, value) -> html.append("<dt>")
                .append(escape(name))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>"));
        return html.append("</dl>\n").toString();
    }

    /** An image inside of the page, with its caption. */
    public static String figure(BufferedImage buffered, String caption) {
        String data = Base64.getEncoder().encodeToString(ImageFile.jpeg(buffered, QUALITY));
        return "<figure><img src=\"data:image/jpeg;base64," + data + "\" alt=\"" + escape(caption) + "\" width=\""
                + buffered.getWidth() + "\" height=\"" + buffered.getHeight() + "\"><figcaption>" + escape(caption)
                + "</figcaption></figure>\n";
    }

    /** An image's name without its folders. */
    public static String fileName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** {@code 0.873}; a dash where there is no such number. */
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

    /** {@code 4 min 05 s} */
    public static String time(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds % 3600 / 60);
    }
}
