package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Dots with their spreads, as inline SVG whose colours are the page's.
 *
 * @param title its heading
 * @param xLabel what lies to the right
 * @param yLabel what lies upwards
 * @param series the dots, by name
 * @param logarithmic whether to the right each step multiplies; a dot at 0 then stands apart at the left edge
 * @param joined whether lines join the dots of a series
 */
public record DotChart(
        String title, String xLabel, String yLabel, List<Series> series, boolean logarithmic, boolean joined) {
    private static final int WIDTH = 480;
    private static final int LEFT = 52;
    private static final int RIGHT = WIDTH - 28; // half of the last label stands beside the axis
    private static final int TOP = 44;
    private static final int BOTTOM = 270;
    private static final int COLORS = 8;
    private static final int LEGEND_ROW = 18;
    private static final int NOTHING = 34; // pixels between a zero and the least number of a logarithmic axis

    /**
     * Dots of one colour.
     *
     * @param name for the legend
     * @param color number of the colour
     */
    public record Series(String name, int color, List<Dot> dots) {
        public Series {
            dots = List.copyOf(dots);
        }
    }

    /**
     * One dot.
     *
     * @param deviation half the length of its line upwards and downwards; NaN for none
     */
    public record Dot(double x, double y, double deviation) {
        double low() {
            return Double.isNaN(deviation) ? y : y - deviation;
        }

        double high() {
            return Double.isNaN(deviation) ? y : y + deviation;
        }
    }

    public DotChart {
        series = series.stream()
                .map(s -> new Series(
                        s.name(),
                        s.color(),
                        s.dots().stream()
                                .filter(d -> Double.isFinite(d.x()) && Double.isFinite(d.y()))
                                .toList()))
                .filter(s -> !s.dots().isEmpty())
                .toList();
    }

    /** The {@code svg} element; empty if there is no dot. */
    public String svg() {
        if (series.isEmpty()) {
            return "";
        }
        Axis y = padded(
                dots().flatMapToDouble(d -> DoubleStream.of(d.low(), d.high())).toArray());
        StringBuilder svg = new StringBuilder();
        for (double tick : y.ticks()) {
            double at = vertical(y, tick);
            svg.append(line("grid", LEFT, at, RIGHT, at)).append(text(LEFT - 6, at + 4, "end", y.label(tick)));
        }
        svg.append(horizontalTicks());
        svg.append(line("axis", LEFT, BOTTOM, RIGHT, BOTTOM)).append(text(RIGHT, BOTTOM + 34, "end", xLabel));
        svg.append(text(LEFT - 6, TOP - 12, "start", yLabel));
        List<String> legend = new ArrayList<>();
        for (Series one : series) {
            svg.append(drawn(one, y));
            int place = legend.size();
            int x = LEFT + place % 3 * ((RIGHT - LEFT) / 3);
            int row = BOTTOM + 52 + place / 3 * LEGEND_ROW;
            legend.add("<circle cx=\"" + (x + 6) + "\" cy=\"" + (row - 4) + "\" r=\"5\" style=\"fill:" + color(one)
                    + "\"/>" + text(x + 18, row, "start", one.name()));
        }
        int height = BOTTOM + 48 + LEGEND_ROW * ((legend.size() + 2) / 3);
        return "<svg class=\"chart\" viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + Html.escape(title) + "\">\n<text class=\"name\" x=\"0\" y=\"14\">" + Html.escape(title) + "</text>\n"
                + svg + String.join("", legend) + "</svg>\n";
    }

    private Stream<Dot> dots() {
        return series.stream().flatMap(s -> s.dots().stream());
    }

    private String drawn(Series one, Axis y) {
        StringBuilder svg = new StringBuilder();
        StringBuilder way = new StringBuilder();
        for (Dot dot : one.dots()) {
            double px = horizontal(dot.x());
            way.append(String.format(Locale.ROOT, "%.1f,%.1f ", px, vertical(y, dot.y())));
            if (dot.deviation() > 0) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<line style=\"stroke:%s;stroke-width:1.6\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                        color(one),
                        px,
                        px,
                        vertical(y, dot.low()),
                        vertical(y, dot.high())));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" style=\"fill:%s\"><title>%s: %.4g, %.4g</title></circle>\n",
                    px,
                    vertical(y, dot.y()),
                    color(one),
                    Html.escape(one.name()),
                    dot.x(),
                    dot.y()));
        }
        return (joined
                        ? "<polyline style=\"stroke:" + color(one) + "\" points=\""
                                + way.toString().strip() + "\"/>"
                        : "")
                + svg;
    }

    private String horizontalTicks() {
        StringBuilder svg = new StringBuilder();
        if (logarithmic) {
            if (hasZero()) {
                svg.append(text(LEFT, BOTTOM + 17, "middle", "0"));
            }
            Axis powers = powers();
            int step = (int) Math.ceil((powers.high() - powers.low()) / 6);
            for (int power = (int) Math.ceil(powers.low()); power <= powers.high(); power += Math.max(1, step)) {
                svg.append(
                        text(horizontal(Math.pow(10, power)), BOTTOM + 17, "middle", shortened(Math.pow(10, power))));
            }
            return svg.toString();
        }
        Axis x = linear();
        for (double tick : x.ticks()) {
            svg.append(text(horizontal(tick), BOTTOM + 17, "middle", x.label(tick)));
        }
        return svg.toString();
    }

    private double horizontal(double value) {
        if (!logarithmic) {
            return LEFT + linear().position(value) * (RIGHT - LEFT);
        }
        if (value <= 0) {
            return LEFT;
        }
        int from = hasZero() ? LEFT + NOTHING : LEFT;
        return from + powers().position(Math.log10(value)) * (RIGHT - from);
    }

    private boolean hasZero() {
        return dots().anyMatch(d -> d.x() <= 0);
    }

    private Axis linear() {
        return Axis.fromZero(dots().mapToDouble(Dot::x).max().orElse(1));
    }

    /** Whole powers of ten about all numbers above zero. */
    private Axis powers() {
        double[] logs = dots().filter(d -> d.x() > 0)
                .mapToDouble(d -> Math.log10(d.x()))
                .toArray();
        double low = Math.floor(DoubleStream.of(logs).min().orElse(0));
        double high = Math.ceil(DoubleStream.of(logs).max().orElse(1));
        return new Axis(low, high > low ? high : low + 1);
    }

    /** A little more than from the lowest to the highest, with round ends. */
    private static Axis padded(double[] values) {
        double low = DoubleStream.of(values).min().orElse(0);
        double high = DoubleStream.of(values).max().orElse(1);
        double room = Math.max(1e-3, (high - low) * 0.12);
        return new Axis(low - room, high + room);
    }

    private static double vertical(Axis axis, double value) {
        return BOTTOM - axis.position(value) * (BOTTOM - TOP);
    }

    private static String color(Series one) {
        return "var(--c" + one.color() % COLORS + ")";
    }

    private static String shortened(double value) {
        if (value >= 1e9) {
            return String.format(Locale.ROOT, "%.0f G", value / 1e9);
        }
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.0f M", value / 1e6);
        }
        return value >= 1e3
                ? String.format(Locale.ROOT, "%.0f k", value / 1e3)
                : value >= 1 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2g", value);
    }

    private static String line(String kind, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                kind,
                x1,
                x2,
                y1,
                y2);
    }

    private static String text(double x, double y, String anchor, String words) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                x,
                y,
                anchor,
                Html.escape(words));
    }
}
