package org.vpt4j.samples.data;

import java.util.List;
import java.util.Locale;
import org.vpt4j.samples.report.Html;

/** Bar charts, histograms and heat maps as inline SVG in the colours of the page. */
final class StatsCharts {
    private static final int WIDTH = 480;
    private static final int ROW = 20;
    private static final int NAMES = 130;
    private static final int TOP = 30;
    private static final int PLOT = 200;
    private static final int LEFT = 44;
    private static final int CELL = 12;
    private static final int SHOWN_LETTERS = 18;

    private StatsCharts() {}

    /** Horizontal bars with their names and counts. */
    static String bars(String title, List<String> names, List<Long> counts) {
        long most = Math.max(1, counts.stream().mapToLong(count -> count).max().orElse(1));
        StringBuilder svg = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            int y = TOP + i * ROW;
            double length = (double) counts.get(i) / most * (WIDTH - NAMES - 70);
            String name = names.get(i);
            String shown = name.length() > SHOWN_LETTERS ? name.substring(0, SHOWN_LETTERS - 1) + "…" : name;
            svg.append(text(NAMES - 8, y + 14, "end", shown));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" style=\"fill:var(--c0)\"><title>%s</title></rect>",
                    NAMES,
                    y + 3,
                    Math.max(1, length),
                    ROW - 6,
                    Html.escape(name)));
            svg.append(text(NAMES + length + 6, y + 14, "start", Html.count(counts.get(i))));
        }
        return svg(title, TOP + names.size() * ROW + 8, svg);
    }

    /**
     * Vertical bars next to each other.
     *
     * @param labels of the bars; long ones are thinned out
     */
    static String histogram(String title, String xLabel, List<String> labels, long[] counts) {
        long most = 1;
        for (long count : counts) {
            most = Math.max(most, count);
        }
        double step = (double) (WIDTH - LEFT - 10) / counts.length;
        int every =
                (int) Math.ceil(labels.stream().mapToInt(String::length).max().orElse(1) * 7.5 / step);
        StringBuilder svg = new StringBuilder();
        svg.append(text(LEFT - 6, TOP + 10, "end", Html.count(most)));
        svg.append(text(LEFT - 6, TOP + PLOT, "end", "0"));
        svg.append(line(LEFT, TOP + PLOT, WIDTH - 10, TOP + PLOT));
        for (int i = 0; i < counts.length; i++) {
            double height = (double) counts[i] / most * (PLOT - 4);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" style=\"fill:var(--c0)\"><title>%s: %d</title></rect>",
                    LEFT + i * step + 0.5,
                    TOP + PLOT - height,
                    Math.max(0.5, step - 1),
                    height,
                    Html.escape(labels.get(i)),
                    counts[i]));
            if (i % every == 0) {
                svg.append(text(LEFT + (i + 0.5) * step, TOP + PLOT + 16, "middle", labels.get(i)));
            }
        }
        svg.append(text((LEFT + WIDTH) / 2.0, TOP + PLOT + 34, "middle", xLabel));
        return svg(title, TOP + PLOT + 44, svg);
    }

    /** A grid of cells, dark where the value is large. */
    static String heatMap(String title, double[][] values) {
        double most = 1e-9;
        for (double[] row : values) {
            for (double value : row) {
                most = Math.max(most, value);
            }
        }
        StringBuilder svg = new StringBuilder();
        int left = (WIDTH - values[0].length * CELL) / 2;
        for (int y = 0; y < values.length; y++) {
            for (int x = 0; x < values[y].length; x++) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"fill:var(--c1);opacity:%.3f\"/>",
                        left + x * CELL,
                        TOP + y * CELL,
                        CELL,
                        CELL,
                        values[y][x] / most));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"fill:none;stroke:var(--line)\"/>",
                left,
                TOP,
                values[0].length * CELL,
                values.length * CELL));
        return svg(title, TOP + values.length * CELL + 8, svg);
    }

    private static String svg(String title, int height, CharSequence content) {
        return "<svg class=\"chart\" viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + Html.escape(title) + "\"><text class=\"name\" x=\"4\" y=\"16\">" + Html.escape(title) + "</text>"
                + content + "</svg>\n";
    }

    private static String text(double x, double y, String anchor, String words) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                Html.escape(words));
    }

    private static String line(int x1, int y1, int x2, int y2) {
        return "<line class=\"axis\" x1=\"" + x1 + "\" y1=\"" + y1 + "\" x2=\"" + x2 + "\" y2=\"" + y2 + "\"/>";
    }
}
