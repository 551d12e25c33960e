package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.vpt4j.samples.report.Html;

/**
 * A comparison's data and what follows from them.
 *
 * @param data the data
 * @param againstReference all methods compared with full fine-tuning, or else with the best
 * @param againstHead all methods compared with a head alone; empty if that was not run, or is the reference itself
 */
record Conclusions(ComparisonData data, List<Contrast> againstReference, List<Contrast> againstHead) {

    public static Conclusions of(
            ComparisonData data, BiFunction<CellSummary, CellSummary, Optional<ImageBootstrap>> bootstrap) {
        List<CellSummary> cells = data.finished();
        Optional<CellSummary> reference = data.reference();
        Optional<CellSummary> head =
                data.find(ComparisonData.HEAD_ONLY).filter(cell -> !cell.equals(reference.orElse(null)));
        return new Conclusions(
                data,
                reference.map(r -> Contrast.with(r, cells, bootstrap)).orElse(List.of()),
                head.map(h -> Contrast.with(h, cells, bootstrap)).orElse(List.of()));
    }

    /** The name of a cell's method in a sentence. */
    public static String name(CellSummary cell) {
        return cell.cell().tuning().equals(ComparisonData.FULL)
                ? "full fine-tuning" + cell.method().substring(ComparisonData.FULL.length())
                : cell.method();
    }

    /** The answer in a sentence or two. */
    public String summary() {
        Optional<CellSummary> reference = data.reference();
        if (reference.isEmpty()) {
            return "No run has finished yet.";
        }
        Optional<CellSummary> light = data.bestLight();
        boolean full = reference.get().cell().tuning().equals(ComparisonData.FULL);
        return (full && light.isPresent() ? compared(light.get(), reference.get()) : best()) + encoder();
    }

    /** The encoder that the answer is about, if there are several. */
    private String encoder() {
        List<String> backbones = data.options().backbones();
        return backbones.size() > 1
                ? " These results are on " + Cell.lastName(backbones.get(0))
                        + "; the report compares it with the others."
                : "";
    }

    /** The best method, which need not be the reference, and the runner-up. */
    private String best() {
        CellSummary best = data.finished().get(0);
        String start = String.format(
                Locale.ROOT,
                "%s is ahead with AP %s on %s",
                name(best),
                best.metric("ap").text(3),
                data.measuredImages());
        return againstReference.stream()
                        .findFirst()
                        .map(pair -> {
                            CellSummary next = pair.method().equals(best) ? pair.reference() : pair.method();
                            return start + ", " + name(next) + " follows with "
                                    + next.metric("ap").text(3) + "; the difference " + verdict(pair) + ".";
                        })
                        .orElse(start + "; there is no other method to compare it with.")
                + (data.find(ComparisonData.FULL).isEmpty() ? " Full fine-tuning was not part of the comparison." : "");
    }

    private String compared(CellSummary light, CellSummary reference) {
        double share = light.metric("ap").mean() / reference.metric("ap").mean();
        double parameters =
                (double) light.any().size().tuned() / reference.any().size().tuned();
        double energy = light.used(Ledger::joules).mean()
                / reference.used(Ledger::joules).mean();
        boolean estimated = light.energyEstimated();
        String sentence = String.format(
                Locale.ROOT,
                "%s reaches %.0f %% of the AP of %s (%s against %s on %s) with %s of its tuned parameters and"
                        + " %.0f %% of its energy%s.",
                name(light),
                100 * share,
                name(reference),
                light.metric("ap").text(3),
                reference.metric("ap").text(3),
                data.measuredImages(),
                percent(parameters),
                100 * energy,
                estimated ? " (estimated)" : "");
        return sentence
                + againstReference.stream()
                        .filter(c -> c.method().equals(light))
                        .findFirst()
                        .map(c -> " Over " + seeds(c.test().pairs()) + " the difference " + verdict(c) + ".")
                        .orElse("");
    }

    private static String verdict(Contrast contrast) {
        return switch (contrast.verdict()) {
            case REAL -> "is more than noise";
            case UNSURE -> "is uncertain: it depends on the choice of images";
            case NOISE -> "is within noise";
            case UNTESTED -> "cannot be distinguished from noise";
        };
    }

    private static String seeds(int count) {
        return count == 1 ? "one seed" : count + " seeds";
    }

    public static String percent(double share) {
        double percent = 100 * share;
        return String.format(Locale.ROOT, percent < 0.1 ? "%.3f %%" : percent < 10 ? "%.2f %%" : "%.0f %%", percent);
    }

    /** The results in a few lines for the terminal. */
    public List<String> lines() {
        int width =
                data.options().methods().stream().mapToInt(String::length).max().orElse(1);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%-" + width + "s  %-15s  %-15s  %12s  %9s  %9s  %10s",
                "method",
                "AP",
                "AP50",
                "tuned",
                "s/epoch",
                "memory",
                "energy Wh"));
        for (CellSummary cell : data.finished()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %-15s  %-15s  %12s  %9.1f  %9s  %10.3f",
                    cell.method(),
                    cell.metric("ap").text(3),
                    cell.metric("ap50").text(3),
                    Html.count(cell.any().size().tuned()),
                    cell.facts(f -> f.epochSeconds()).mean(),
                    Html.bytes((long) cell.used(u -> u.peakMemory()).mean()),
                    cell.used(Ledger::wattHours).mean()));
        }
        lines.add(summary());
        lines.add("table:  " + data.options().out().resolve("comparison.csv"));
        lines.add("report: " + data.options().out().resolve("report.html"));
        return lines;
    }
}
