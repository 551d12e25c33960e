package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.report.Html;

/** How well each method finds what is there: mean and spread over the seeds. */
final class AccuracyTable implements ComparisonSection {
    private static final List<String> METRICS = List.of("ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large");

    @Override
    public String title() {
        return "How well";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        List<CellSummary> cells = data.main();
        List<List<String>> rows = new ArrayList<>();
        for (CellSummary cell : cells) {
            List<String> row = new ArrayList<>(List.of(cell.cell().method()));
            METRICS.forEach(metric -> row.add(cell.metric(metric).text(3)));
            row.add(cell.done().size() + " of " + cell.rows().size());
            rows.add(row);
        }
        if (data.options().zeroShot()) {
            rows.add(List.of("zero-shot", "–", "–", "–", "–", "–", "–", "not possible yet"));
        }
        return Html.table(
                        List.of("Method", "AP", "AP50", "AP75", "AP small", "AP medium", "AP large", "seeds"),
                        rows,
                        (row, column) -> column > 0
                                && column <= METRICS.size()
                                && row < cells.size()
                                && isBest(cells, row, METRICS.get(column - 1)))
                + "<p class=\"note\">"
                + Html.escape("Mean ± standard deviation over the seeds, on "
                        + data.measuredImages()
                        + ", computed as pycocotools does; the best mean of a column in bold, whether or not it"
                        + " is more than noise. Each run is measured with the epoch that was best on the validation"
                        + " images.")
                + "</p>\n";
    }

    private static boolean isBest(List<CellSummary> cells, int row, String metric) {
        double best = cells.stream()
                .mapToDouble(cell -> cell.metric(metric).mean())
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
        return cells.get(row).metric(metric).mean() == best;
    }
}
