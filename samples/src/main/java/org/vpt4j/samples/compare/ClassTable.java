package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.report.Html;

/** AP class by class. */
final class ClassTable implements ComparisonSection {
    private static final int MOST = 30;

    @Override
    public String title() {
        return "Class by class";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        List<CellSummary> cells = data.finished();
        if (cells.isEmpty()) {
            return "";
        }
        List<String> headings = new ArrayList<>(List.of("Class", "objects"));
        cells.forEach(cell -> headings.add(cell.cell().method()));
        List<List<String>> rows = new ArrayList<>();
        for (int c = 0; c < Math.min(MOST, data.classes().size()); c++) {
            int index = c;
            List<String> row = new ArrayList<>(List.of(
                    data.classes().get(c),
                    Html.count(cells.get(0).any().classes().get(c).objects())));
            cells.forEach(cell -> row.add(cell.classAp(index).text(3)));
            rows.add(row);
        }
        String rest = data.classes().size() > MOST
                ? " The first " + MOST + " of " + data.classes().size() + " classes; comparison.csv has all."
                : "";
        return Html.table(headings, rows)
                + "<p class=\"note\">AP (0.50–0.95) of each class, mean ± standard deviation over the seeds." + rest
                + "</p>\n";
    }
}
