package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Page;
import org.vpt4j.samples.report.Section;

/** The {@code report.html} of a comparison. */
final class ComparisonReport {
    /** The sections from top to bottom. */
    static final List<Section<Conclusions>> SECTIONS = List.of(
            Section.of("Accuracy", AccuracySections::accuracy),
            Section.of("More than noise?", AccuracySections::significance),
            Section.of("What it costs", CostSections::costs),
            Section.of("Accuracy against cost", CostSections::tradeOffs),
            Section.of("With fewer images", ScalingSections::shots),
            Section.of("With larger encoders", ScalingSections::backbones),
            Section.of("Class by class", AccuracySections::classes),
            Section.of("How long until flat", FlatSections::table),
            Section.of("Learning curves", RunSections::curves),
            new Examples(),
            Section.of("Run by run", RunSections::list),
            Section.of("What was not measured", NotMeasured::body),
            Section.of("How to repeat it", RunSections::recipe));

    private ComparisonReport() {}

    static String html(Conclusions conclusions) {
        ComparisonOptions options = conclusions.data().options();
        return Page.html(
                String.join(", ", options.methods()) + " on "
                        + String.join(
                                ", ",
                                options.backbones().stream().map(Cell::lastName).toList()),
                conclusions.summary(),
                tiles(conclusions.data()),
                SECTIONS,
                conclusions);
    }

    private static List<Page.Tile> tiles(ComparisonData data) {
        List<Page.Tile> tiles = new ArrayList<>();
        Optional<CellSummary> shown = data.bestLight().or(data::reference);
        shown.ifPresent(cell -> tiles.addAll(List.of(
                new Page.Tile(Html.fraction(cell.metric("ap").mean()), "AP of " + cell.method()),
                new Page.Tile(Html.fraction(cell.metric("ap50").mean()), "AP50 of " + cell.method()),
                new Page.Tile(Conclusions.percent(cell.tunedShare()), "of the encoder's size is tuned"),
                new Page.Tile(Html.bytes(cell.any().size().taskBytes()), "its task file"))));
        tiles.add(new Page.Tile(data.results().size() + " of " + data.rows().size(), "runs finished"));
        return tiles;
    }
}
