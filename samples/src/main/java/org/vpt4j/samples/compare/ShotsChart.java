package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vpt4j.samples.report.DotChart;
import org.vpt4j.samples.report.Html;

/** AP against the number of training images. */
final class ShotsChart implements ComparisonSection {
    @Override
    public String title() {
        return "With fewer images";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        if (data.options().shots().size() < 2 || data.finished().isEmpty()) {
            return "";
        }
        String backbone = data.options().backbones().get(0);
        List<DotChart.Series> series = data.options().methods().stream()
                .map(method -> series(data, method, backbone))
                .toList();
        List<String> headings = new ArrayList<>(List.of("Method"));
        data.options().shots().forEach(shots -> headings.add(shots.isAll() ? "all" : shots + " a class"));
        List<List<String>> rows = new ArrayList<>();
        for (String method : data.options().methods()) {
            List<String> row = new ArrayList<>(List.of(method));
            data.options()
                    .shots()
                    .forEach(shots -> row.add(ap(data, method, shots, backbone).text(3)));
            rows.add(row);
        }
        return "<div class=\"columns\">"
                + new DotChart("AP for training images", "training images", "AP", series, true, true).svg()
                + Html.table(headings, rows)
                + "</div>\n<p class=\"note\">n images a class: images in an order that the seed draws, each taken if it"
                + " shows a class of which fewer than n were taken before; images keep all their objects, so common"
                + " classes have more than n. Every seed draws its own. So that few images do not mean little training,"
                + " such runs have more epochs: as many steps as with all images, but at most five times the"
                + " epochs.</p>\n";
    }

    private static DotChart.Series series(ComparisonData data, String method, String backbone) {
        List<DotChart.Dot> dots = data.cells().stream()
                .filter(c ->
                        c.cell().method().equals(method) && c.cell().backbone().equals(backbone) && !c.isEmpty())
                .map(c -> new DotChart.Dot(
                        c.of(r -> r.images().training()).mean(),
                        c.metric("ap").mean(),
                        c.metric("ap").deviation()))
                .sorted(Comparator.comparingDouble(DotChart.Dot::x))
                .toList();
        return new DotChart.Series(method, data.color(new Cell(method, Shots.ALL, backbone)), dots);
    }

    private static Spread ap(ComparisonData data, String method, Shots shots, String backbone) {
        return data.cells(backbone, shots).stream()
                .filter(c -> c.cell().method().equals(method))
                .findFirst()
                .map((CellSummary c) -> c.metric("ap"))
                .orElse(Spread.of(List.of()));
    }
}
