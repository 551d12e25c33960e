package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines over a common axis, as inline SVG whose colours are the page's.
 *
 * @param title its heading
 * @param xLabel what lies to the right
 * @param series points (x, y) by name, in the order of the legend; or (x, y, low, high), then a band lies about the line
 * @param unitRange whether both axes run from 0 to 1; else each spans its values, x in whole numbers, y from 0
 */
public record LineChart(String title, String xLabel, Map<String, List<double[]>> series, boolean unitRange) {
    private static final int WIDTH = 480;
    private static final int LEFT = 46;
    private static final int RIGHT = WIDTH - 12;
    private static final int TOP = 30;
    private static final int BOTTOM = 250;
    private static final int COLORS = 8;
    private static final int LEGEND_ROW = 18;

    public LineChart {
        series = new LinkedHashMap<>(series);
    }

    /** The {@code svg} element; empty if there is no point. */
    public String svg() {
        List<double[]> all = series.values().stream().flatMap(List::stream).toList();
        if (all.isEmpty()) {
            return "";
        }
        Axis x = unitRange ? new Axis(0, 1) : horizontal(all);
        Axis y = unitRange ? new Axis(0, 1) : Axis.fromZero(Math.max(max(all, 1), highest(all)));
        List<String> legend = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        int color = 0;
        for (Map.Entry<String, List<double[]>> line : series.entrySet()) {
            lines.append(line(line.getValue(), line.getKey(), color, x, y));
            legend.add(legendEntry(line.getKey(), color, legend.size()));
            color++;
        }
        int height = BOTTOM + 44 + LEGEND_ROW * ((legend.size() + 2) / 3);
        return "<svg class=\"chart\" viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + Html.escape(title) + "\">\n<text class=\"name\" x=\"0\" y=\"14\">" + Html.escape(title) + "</text>\n"
                + grid(x, y) + lines + String.join("", legend) + "</svg>\n";
    }

    private static Axis horizontal(List<double[]> all) {
        double low = all.stream().mapToDouble(p -> p[0]).min().orElse(0);
        double high = max(all, 0);
        return new Axis(low, high > low ? high : low + 1, true);
    }

    /** The highest upper edge of a band. */
    private static double highest(List<double[]> points) {
        return points.stream()
                .filter(p -> p.length > 3)
                .mapToDouble(p -> p[3])
                .max()
                .orElse(0);
    }

    private static double max(List<double[]> points, int coordinate) {
        return points.stream().mapToDouble(p -> p[coordinate]).max().orElse(1);
    }

    private String grid(Axis x, Axis y) {
        StringBuilder svg = new StringBuilder();
        for (double tick : y.ticks()) {
            double at = vertical(y, tick);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
                    LEFT,
                    RIGHT,
                    at,
                    at,
                    LEFT - 6,
                    at + 4,
                    y.label(tick)));
        }
        for (double tick : x.ticks()) {
            double at = horizontal(x, tick);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
                    at,
                    BOTTOM + 17,
                    x.label(tick)));
        }
        return svg
                + String.format(
                        Locale.ROOT,
                        "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>"
                                + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
                        LEFT,
                        RIGHT,
                        BOTTOM,
                        BOTTOM,
                        RIGHT,
                        BOTTOM + 33,
                        Html.escape(xLabel));
    }

    private static String line(List<double[]> points, String name, int color, Axis x, Axis y) {
        StringBuilder coordinates = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (double[] point : points) {
            double px = horizontal(x, point[0]);
            double py = vertical(y, point[1]);
            coordinates.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, py));
            if (points.size() <= 60) {
                dots.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" style=\"fill:%s\"><title>%s %.4g</title></circle>",
                        px,
                        py,
                        color(color),
                        Html.escape(name),
                        point[1]));
            }
        }
        return band(points, color, x, y) + "<polyline style=\"stroke:" + color(color) + "\" points=\""
                + coordinates.toString().strip() + "\"/>" + dots + "\n";
    }

    private static String band(List<double[]> points, int color, Axis x, Axis y) {
        if (points.isEmpty() || points.get(0).length < 4) {
            return "";
        }
        StringBuilder there = new StringBuilder();
        StringBuilder back = new StringBuilder();
        for (double[] point : points) {
            double px = horizontal(x, point[0]);
            there.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, vertical(y, point[3])));
            back.insert(0, String.format(Locale.ROOT, "%.1f,%.1f ", px, vertical(y, point[2])));
        }
        return "<polygon style=\"fill:" + color(color) + ";opacity:.16\" points=\"" + (there.toString() + back).strip()
                + "\"/>";
    }

    private static String legendEntry(String name, int color, int position) {
        int x = LEFT + position % 3 * ((RIGHT - LEFT) / 3);
        int y = BOTTOM + 48 + position / 3 * LEGEND_ROW;
        return "<rect x=\"" + x + "\" y=\"" + (y - 8) + "\" width=\"14\" height=\"4\" rx=\"2\" style=\"fill:"
                + color(color) + "\"/><text x=\"" + (x + 20) + "\" y=\"" + y + "\">" + Html.escape(name) + "</text>\n";
    }

    private static String color(int index) {
        return "var(--c" + index % COLORS + ")";
    }

    private static double horizontal(Axis axis, double value) {
        return LEFT + axis.position(value) * (RIGHT - LEFT);
    }

    private static double vertical(Axis axis, double value) {
        return BOTTOM - axis.position(value) * (BOTTOM - TOP);
    }
}
