package org.vpt4j.samples.compare;

import static org.vpt4j.samples.report.Html.column;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vpt4j.samples.report.Chart;
import org.vpt4j.samples.report.Html;

/** The report's sections about AP against the number of training images and against the size of the encoder. */
final class ScalingSections {
    private ScalingSections() {}

    static String shots(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<Shots> shots = data.options().shots();
        if (shots.size() < 2 || data.finished().isEmpty()) {
            return "";
        }
        String backbone = data.options().backbones().get(0);
        String chart = Chart.dots(
                "AP over training images",
                "training images",
                series(data, method -> shots.stream()
                        .flatMap(s -> data.find(method, backbone, s).stream())
                        .map(c -> Chart.Point.of(
                                c.facts(f -> f.images().training()).mean(),
                                c.metric("ap").mean(),
                                c.metric("ap").deviation()))),
                true,
                true);
        return Html.columns(
                        chart,
                        table(
                                data,
                                shots,
                                s -> s.isAll() ? "all" : s + " per class",
                                (method, s) -> data.find(method, backbone, s)))
                + Html.note(
                        "n images per class: the images are shuffled by the seed, and each is taken if it shows a"
                                + " class with fewer than n images so far. Images keep all their objects, so common classes get"
                                + " more than n. Every seed draws its own. So that few images do not mean little training, such"
                                + " runs have more epochs: as many steps as with all images, but at most five times the epochs.");
    }

    /** The gap to full fine-tuning against the size of the encoder (Lester et al. 2021, figure 1, for detection). */
    static String backbones(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<String> backbones = data.options().backbones();
        if (backbones.size() < 2 || data.finished().isEmpty()) {
            return "";
        }
        Shots shots = data.options().mostShots();
        String gap = Chart.dots(
                "Gap to full fine-tuning",
                "parameters of the encoder",
                series(
                        data,
                        method -> method.equals(ComparisonData.FULL)
                                ? Stream.empty()
                                : backbones.stream()
                                        .flatMap(b -> gap(
                                                data.find(method, b, shots),
                                                data.find(ComparisonData.FULL, b, shots)))),
                true,
                true);
        String ap = Chart.dots(
                "AP over the size of the encoder",
                "parameters of the encoder",
                series(data, method -> backbones.stream()
                        .flatMap(b -> data.find(method, b, shots).stream())
                        .map(c -> Chart.Point.of(
                                (double) c.any().size().encoder(),
                                c.metric("ap").mean(),
                                c.metric("ap").deviation()))),
                true,
                true);
        return Html.columns(gap, ap)
                + table(data, backbones, Cell::lastName, (method, b) -> data.find(method, b, shots))
                + Html.note(
                        gap.isEmpty()
                                ? "The gap to full fine-tuning is not shown because the method full has no finished run."
                                : "Gap: AP of full fine-tuning minus AP of the method on the same encoder, means over the"
                                        + " seeds; below zero the method is better.");
    }

    private static Stream<Chart.Point> gap(Optional<CellSummary> cell, Optional<CellSummary> full) {
        return cell.isEmpty() || full.isEmpty()
                ? Stream.empty()
                : Stream.of(Chart.Point.of(
                        (double) cell.get().any().size().encoder(),
                        full.get().metric("ap").mean() - cell.get().metric("ap").mean()));
    }

    private static List<Chart.Series> series(ComparisonData data, Function<String, Stream<Chart.Point>> points) {
        return data.options().methods().stream()
                .map(method -> new Chart.Series(
                        method,
                        data.color(method),
                        points.apply(method)
                                .sorted(Comparator.comparingDouble(Chart.Point::x))
                                .toList()))
                .toList();
    }

    /** AP of each method, with a column for each item. */
    private static <T> String table(
            ComparisonData data,
            List<T> things,
            Function<T, String> heading,
            BiFunction<String, T, Optional<CellSummary>> cell) {
        List<Html.Column<String>> columns = new ArrayList<>();
        columns.add(column("Method", method -> method));
        things.forEach(thing -> columns.add(column(heading.apply(thing), method -> cell.apply(method, thing)
                .map(c -> c.metric("ap").text(3))
                .orElse("–"))));
        return Html.table(data.options().methods(), columns, (row, column) -> false);
    }
}
