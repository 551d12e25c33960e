package org.vpt4j.samples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Charts as inline SVG that takes its colours from the page. */
public final class Chart {
    private static final int WIDTH = 480;
    private static final int LEFT = 52;
    private static final int RIGHT = WIDTH - 28; // the last label is centred on the end of the axis
    private static final int NAME = 30; // height of the title
    private static final int TOP = 44; // and of the label of the vertical axis
    private static final int BOTTOM = 270;
    private static final int COLORS = 8;
    private static final int LEGEND_COLUMNS = 3;
    private static final int LEGEND_ROW = 18;
    private static final int ZERO_GAP = 34; // pixels between zero and the least number of a logarithmic axis
    private static final int MOST_MARKED = 60; // a line with more points has no mark at each

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series;
    private final Scale x;
    private final Axis y;

    /**
     * Points of one colour.
     *
     * @param name for the legend
     * @param color number of the colour
     */
    public record Series(String name, int color, List<Point> points) {
        public Series {
            points = points.stream()
                    .filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y()))
                    .toList();
        }
    }

    /**
     * A value with its range.
     *
     * @param low lower end of the range, {@code y} if there is none
     * @param high upper end
     */
    public record Point(double x, double y, double low, double high) {
        public static Point of(double x, double y) {
            return new Point(x, y, y, y);
        }

        /** @param deviation half the length of the range; NaN for none */
        public static Point of(double x, double y, double deviation) {
            double half = Double.isNaN(deviation) ? 0 : deviation;
            return new Point(x, y, y - half, y + half);
        }

        private boolean hasRange() {
            return high > low;
        }
    }

    /** The horizontal axis: linear, or logarithmic with zero apart at its left end. */
    private record Scale(Axis axis, boolean logarithmic, int from) {
        static Scale linear(Axis axis) {
            return new Scale(axis, false, LEFT);
        }

        /** Powers of ten around all numbers above zero. */
        static Scale logarithmic(List<Point> points) {
            double[] logs = points.stream()
                    .filter(p -> p.x() > 0)
                    .mapToDouble(p -> Math.log10(p.x()))
                    .toArray();
            double low = Math.floor(DoubleStream.of(logs).min().orElse(0));
            double high = Math.ceil(DoubleStream.of(logs).max().orElse(1));
            boolean zero = points.stream().anyMatch(p -> p.x() <= 0);
            return new Scale(new Axis(low, Math.max(high, low + 1)), true, zero ? LEFT + ZERO_GAP : LEFT);
        }

        double at(double value) {
            if (logarithmic && value <= 0) {
                return LEFT;
            }
            return from + axis.position(logarithmic ? Math.log10(value) : value) * (RIGHT - from);
        }

        String ticks() {
            if (!logarithmic) {
                return axis.ticks().stream()
                        .map(tick -> text(at(tick), BOTTOM + 17, "middle", axis.label(tick)))
                        .collect(Collectors.joining());
            }
            StringBuilder svg = new StringBuilder(from > LEFT ? text(LEFT, BOTTOM + 17, "middle", "0") : "");
            int step = Math.max(1, (int) Math.ceil((axis.high() - axis.low()) / 6));
            for (int power = (int) axis.low(); power <= axis.high(); power += step) {
                double value = Math.pow(10, power);
                svg.append(text(at(value), BOTTOM + 17, "middle", shortened(value)));
            }
            return svg.toString();
        }
    }

    private Chart(String title, String xLabel, String yLabel, List<Series> series, Scale x, Axis y) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.series = series;
        this.x = x;
        this.y = y;
    }

    /** Values in [0, 1] over values in [0, 1], as lines; empty if there is no point. */
    public static String unit(String title, String xLabel, List<Series> series) {
        Axis unit = new Axis(0, 1);
        return draw(series, all -> new Chart(title, xLabel, "", all, Scale.linear(unit), unit).lines());
    }

    /** Lines over whole numbers, with their ranges as bands; the vertical axis starts at 0. Empty if there is no point. */
    public static String lines(String title, String xLabel, List<Series> series) {
        return draw(series, all -> {
            double low = points(all).stream().mapToDouble(Point::x).min().orElse(0);
            double high = points(all).stream().mapToDouble(Point::x).max().orElse(1);
            Scale x = Scale.linear(new Axis(low, high > low ? high : low + 1, true));
            double top = points(all).stream().mapToDouble(Point::high).max().orElse(1);
            return new Chart(title, xLabel, "", all, x, Axis.fromZero(top)).lines();
        });
    }

    /**
     * AP over a number, as dots with their ranges; empty if there is no point.
     *
     * @param logarithmic whether each step of the horizontal axis multiplies; a dot at 0 is at its left end
     * @param joined whether lines join the dots of a series
     */
    public static String dots(String title, String xLabel, List<Series> series, boolean logarithmic, boolean joined) {
        return draw(series, all -> {
            List<Point> points = points(all);
            double low = points.stream().mapToDouble(Point::low).min().orElse(0);
            double high = points.stream().mapToDouble(Point::high).max().orElse(1);
            double room = Math.max(1e-3, (high - low) * 0.12);
            Scale x = logarithmic
                    ? Scale.logarithmic(points)
                    : Scale.linear(Axis.fromZero(
                            points.stream().mapToDouble(Point::x).max().orElse(1)));
            return new Chart(title, xLabel, "AP", all, x, new Axis(low - room, high + room)).dots(joined);
        });
    }

    private static String draw(List<Series> series, Function<List<Series>, String> drawing) {
        List<Series> shown = series.stream().filter(s -> !s.points().isEmpty()).toList();
        return shown.isEmpty() ? "" : drawing.apply(shown);
    }

    private static List<Point> points(List<Series> series) {
        return series.stream().flatMap(s -> s.points().stream()).toList();
    }

    private String lines() {
        return frame(
                series.stream()
                        .map(one -> band(one) + path(one) + (one.points().size() <= MOST_MARKED ? marks(one, 2.6) : ""))
                        .collect(Collectors.joining("\n")),
                "<path d=\"M%1$d %2$dm-7 0h14\" style=\"stroke:%3$s;stroke-width:4\"/>");
    }

    private String dots(boolean joined) {
        return frame(
                series.stream()
                        .map(one -> (joined ? path(one) : "") + ranges(one) + marks(one, 5))
                        .collect(Collectors.joining("\n")),
                "<circle cx=\"%1$d\" cy=\"%2$d\" r=\"5\" style=\"fill:%3$s\"/>");
    }

    /** The chart around its drawing: title, grid, axes, legend. */
    private String frame(String drawing, String key) {
        StringBuilder svg = new StringBuilder();
        for (double tick : y.ticks()) {
            double at = vertical(tick);
            svg.append(line("class=\"grid\"", LEFT, at, RIGHT, at))
                    .append(text(LEFT - 6, at + 4, "end", y.label(tick)));
        }
        svg.append(x.ticks())
                .append(line("class=\"axis\"", LEFT, BOTTOM, RIGHT, BOTTOM))
                .append(text(RIGHT, BOTTOM + 34, "end", xLabel))
                .append(yLabel.isEmpty() ? "" : text(LEFT - 6, TOP - 12, "start", yLabel))
                .append(drawing);
        for (int i = 0; i < series.size(); i++) {
            int left = LEFT + i % LEGEND_COLUMNS * ((RIGHT - LEFT) / LEGEND_COLUMNS);
            int row = BOTTOM + 52 + i / LEGEND_COLUMNS * LEGEND_ROW;
            svg.append(String.format(Locale.ROOT, key, left + 7, row - 4, color(series.get(i))))
                    .append(text(left + 19, row, "start", series.get(i).name()));
        }
        int height = BOTTOM + 48 + LEGEND_ROW * ((series.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS);
        return "<svg class=\"chart\" viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + Html.escape(title) + "\">\n<text class=\"name\" x=\"0\" y=\"14\">" + Html.escape(title) + "</text>\n"
                + svg + "</svg>\n";
    }

    private String path(Series one) {
        return "<polyline style=\"stroke:" + color(one) + "\" points=\""
                + one.points().stream().map(p -> coordinates(p.x(), p.y())).collect(Collectors.joining(" ")) + "\"/>";
    }

    private String band(Series one) {
        if (one.points().stream().noneMatch(Point::hasRange)) {
            return "";
        }
        List<String> corners = new ArrayList<>();
        one.points().forEach(p -> corners.add(coordinates(p.x(), p.high())));
        for (int i = one.points().size() - 1; i >= 0; i--) {
            corners.add(coordinates(one.points().get(i).x(), one.points().get(i).low()));
        }
        return "<polygon style=\"fill:" + color(one) + ";opacity:.16\" points=\"" + String.join(" ", corners) + "\"/>";
    }

    private String ranges(Series one) {
        return one.points().stream()
                .filter(Point::hasRange)
                .map(p -> line(
                        "style=\"stroke:" + color(one) + ";stroke-width:1.6\"",
                        x.at(p.x()),
                        vertical(p.low()),
                        x.at(p.x()),
                        vertical(p.high())))
                .collect(Collectors.joining());
    }

    private String marks(Series one, double radius) {
        return one.points().stream()
                .map(p -> String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" style=\"fill:%s\"><title>%s: %.4g, %.4g</title></circle>",
                        x.at(p.x()),
                        vertical(p.y()),
                        radius,
                        color(one),
                        Html.escape(one.name()),
                        p.x(),
                        p.y()))
                .collect(Collectors.joining());
    }

    private double vertical(double value) {
        return BOTTOM - y.position(value) * (BOTTOM - (yLabel.isEmpty() ? NAME : TOP));
    }

    private String coordinates(double px, double py) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x.at(px), vertical(py));
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
                : String.format(Locale.ROOT, value >= 1 ? "%.0f" : "%.2g", value);
    }

    private static String line(String look, double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT, "<line %s x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>", look, x1, x2, y1, y2);
    }

    private static String text(double px, double py, String anchor, String words) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n",
                px,
                py,
                anchor,
                Html.escape(words));
    }
}
