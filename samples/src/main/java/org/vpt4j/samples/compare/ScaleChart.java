package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vpt4j.samples.report.DotChart;
import org.vpt4j.samples.report.Html;

/** The gap to full fine-tuning against the size of the encoder (Lester et al. 2021, figure 1, for detection). */
final class ScaleChart implements ComparisonSection {
    @Override
    public String title() {
        return "With larger encoders";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        if (data.options().backbones().size() < 2 || data.finished().isEmpty()) {
            return "";
        }
        List<DotChart.Series> aps = new ArrayList<>();
        List<DotChart.Series> gaps = new ArrayList<>();
        for (String method : data.options().methods()) {
            int color = data.color(new Cell(method, Shots.ALL, ""));
            aps.add(new DotChart.Series(method, color, dots(data, method, false)));
            if (!method.equals(ComparisonData.FULL)) {
                gaps.add(new DotChart.Series(method, color, dots(data, method, true)));
            }
        }
        List<String> headings = new ArrayList<>(List.of("Method"));
        data.options().backbones().forEach(b -> headings.add(Cell.lastName(b)));
        List<List<String>> rows = new ArrayList<>();
        for (String method : data.options().methods()) {
            List<String> row = new ArrayList<>(List.of(method));
            data.options()
                    .backbones()
                    .forEach(b -> row.add(cell(data, method, b)
                            .map(c -> c.metric("ap").text(3))
                            .orElse("–")));
            rows.add(row);
        }
        String gap = new DotChart("Gap to full fine-tuning", "parameters of the encoder", "AP", gaps, true, true).svg();
        return "<div class=\"columns\">" + gap
                + new DotChart("AP for the size of the encoder", "parameters of the encoder", "AP", aps, true, true)
                        .svg()
                + "</div>\n"
                + Html.table(headings, rows)
                + "<p class=\"note\">"
                + (gap.isEmpty()
                        ? "The gap to full fine-tuning is not shown: the method full has no finished run here."
                        : "Gap: AP of full fine-tuning less AP of the method on the same encoder, means over the seeds;"
                                + " below zero the method is ahead.")
                + "</p>\n";
    }

    private static List<DotChart.Dot> dots(ComparisonData data, String method, boolean gap) {
        List<DotChart.Dot> dots = new ArrayList<>();
        for (String backbone : data.options().backbones()) {
            Optional<CellSummary> cell = cell(data, method, backbone);
            Optional<CellSummary> full = cell(data, ComparisonData.FULL, backbone);
            if (cell.isPresent() && (!gap || full.isPresent())) {
                double ap = cell.get().metric("ap").mean();
                dots.add(new DotChart.Dot(
                        cell.get().any().size().encoder(),
                        gap ? full.orElseThrow().metric("ap").mean() - ap : ap,
                        gap ? Double.NaN : cell.get().metric("ap").deviation()));
            }
        }
        dots.sort(Comparator.comparingDouble(DotChart.Dot::x));
        return dots;
    }

    private static Optional<CellSummary> cell(ComparisonData data, String method, String backbone) {
        return ComparisonData.find(data.cells(backbone, data.options().mostShots()), method);
    }
}
