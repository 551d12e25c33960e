package org.vpt4j.samples.cli;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.samples.cli.Fault.Preparation;

/** Comparisons that make no sense: each is refused before anything is trained or written. */
final class ComparisonFaults {
    private final List<Fault> faults = new ArrayList<>();

    static List<Fault> all() {
        ComparisonFaults table = new ComparisonFaults();
        table.ofComparisons();
        return table.faults;
    }

    private void row(String name, Preparation preparation, String command, int code, String... told) {
        faults.add(new Fault(name, preparation, command, code, List.of(told)));
    }

    private void ofComparisons() {
        Preparation sound = Preparation.NOTHING;
        String start = "compare --data {}/data --backbone {}/vit --size 64 --out {}/compared ";
        row(
                "a comparison of a method that is not there",
                sound,
                start + "--methods head-only,vpt-dep",
                2,
                "vpt-dep",
                "did you mean \"vpt-deep\"?");
        row("a comparison of nothing", sound, start + "--methods ,full", 2, "methods: \",full\" has an empty entry");
        row("a method twice", sound, start + "--methods full,full", 2, "methods: full is listed twice");
        row("no seeds", sound, start + "--methods full --seeds 0", 2, "seeds: 0 is outside 1 to 20");
        row("a budget that is none", sound, start + "--methods full --budget 15", 2, "budget: \"15\"", "epochs:15");
        row("a budget of nothing", sound, start + "--methods full --budget minutes:0", 2, "budget: 0 minutes");
        row(
                "a budget without number",
                sound,
                start + "--methods full --budget epochs:x",
                2,
                "budget: \"x\"",
                "not a number");
        row("shots that are none", sound, start + "--methods full --shots 5,0", 2, "shots: \"0\"", "all");
        row("too many rates", sound, start + "--methods full --tune 10", 2, "tune: 10 is outside 0 to 9");
        row(
                "a country that is not there",
                sound,
                start + "--methods full --country XX",
                2,
                "country: no figure for \"XX\"",
                "DE");
        row(
                "both grams and a country",
                sound,
                start + "--methods full --country DE --grid-intensity 50",
                2,
                "grid-intensity: give either this or --country");
        row(
                "a setting that none of the methods has",
                sound,
                start + "--methods head-only,full --tokens 3",
                2,
                "tokens: none of the methods head-only, full has such a setting; leave it out");
        row(
                "a comparison's setting in its file",
                world -> world.write("c.yaml", "epochs: 3\n"),
                start + "--methods full --config {}/c.yaml",
                2,
                "c.yaml line 1",
                "compare decides \"epochs\"");
        row(
                "a comparison without data",
                sound,
                "compare --methods full --out {}/compared",
                2,
                "data: say which folder");
    }
}
