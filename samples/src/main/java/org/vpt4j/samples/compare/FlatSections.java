package org.vpt4j.samples.compare;

import static org.vpt4j.samples.report.Html.column;

import java.util.List;
import org.vpt4j.samples.report.Html;

/** The report's section about runs that end when they are flat: how long each method took. */
final class FlatSections {
    private FlatSections() {}

    static String table(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<CellSummary> cells = data.finished();
        if (!data.options().budget().isFlat() || cells.isEmpty()) {
            return "";
        }
        return Html.table(
                        cells,
                        column("Method", c -> c.method()),
                        column("flat", c -> flat(c) + " of " + c.done().size()),
                        column("flat after epochs", c -> c.facts(f -> f.flatAfter())
                                .text(1)),
                        column("epochs in all", c -> c.facts(f -> f.epochs()).text(1)),
                        column("steps in all", c -> c.facts(f -> f.steps()).text(0)),
                        column(
                                "time",
                                c -> Html.time(c.facts(f -> f.trainingSeconds() + f.validationSeconds())
                                        .mean())),
                        column("AP", c -> c.metric("ap").text(3)))
                + Html.note("Means over the seeds. A run is flat when its validation AP no longer rises; from there its"
                        + " learning rate falls over about as many epochs again, and the run ends. One that is never"
                        + " flat ends after " + Budget.MOST_FLAT_STEPS + " steps. Time: training and validation.");
    }

    private static long flat(CellSummary cell) {
        return cell.done().stream()
                .map(row -> row.result().orElseThrow().facts())
                .filter(facts -> facts.epochs() < facts.plannedEpochs())
                .count();
    }
}
