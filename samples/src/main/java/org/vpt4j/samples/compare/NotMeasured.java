package org.vpt4j.samples.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vpt4j.detect.train.ProcessorTime;
import org.vpt4j.samples.report.Html;
import org.vpt4j.vision.error.Counted;

/** What the figures do not cover, and why: to be read before anybody relies on them. */
final class NotMeasured implements ComparisonSection {
    /** The part of others below which their effects are not worth a word. */
    private static final double QUIET = 0.03;

    @Override
    public String title() {
        return "What was not measured";
    }

    @Override
    public String body(Conclusions found) {
        ComparisonData data = found.data();
        List<RunResult> results =
                data.rows().stream().flatMap(row -> row.result().stream()).toList();
        List<String> notes = new ArrayList<>();
        notes.add("Zero-shot detection: " + ComparisonCsv.NO_ZERO_SHOT + ".");
        notes.addAll(energy(results));
        notes.add("Memory of a GPU; the memory that is shown is that of the process in main memory.");
        notes.add("The time that a trained task needs for an image.");
        notes.add(others(results, data.options().jobs()));
        if (data.options().tune() == 0) {
            notes.add("Learning rates: each method ran with its own default; a search (--tune) may change the order.");
        }
        notes.addAll(caching(results));
        notes.add("Other data: all of this is one set of images, and other sets may rank the methods otherwise.");
        if (data.split().equals("validation")) {
            notes.add("Test images: the data have none, so the images that chose the best epoch are also those that are"
                    + " measured, and all APs are somewhat too high.");
        }
        long waiting = data.rows().stream()
                .filter(row -> row.status().equals("waiting"))
                .count();
        if (waiting > 0) {
            notes.add(waiting + " of " + Counted.of(data.rows().size(), "run", "runs") + ", still to come.");
        }
        long failed =
                data.rows().stream().filter(row -> row.failure().isPresent()).count();
        if (failed > 0) {
            notes.add(Counted.of(failed, "run", "runs")
                    + " failed, for reasons that stand above; the means are over the others.");
        }
        notes.addAll(broken(data.rows()));
        StringBuilder html = new StringBuilder("<ul>\n");
        notes.forEach(note -> html.append("<li>").append(Html.escape(note)).append("</li>\n"));
        return html.append("</ul>\n").toString();
    }

    /** How much of the machine was not this comparison's. */
    private static String others(List<RunResult> results, int jobs) {
        if (jobs > 1) {
            return "Times of a machine that does nothing else: " + jobs
                    + " runs went on at a time, and times, and energy"
                    + " that a counter measured, include what they did to each other; the methods can be compared, the"
                    + " values are higher than those of one run alone with as many threads.";
        }
        double share = results.stream()
                .map(r -> r.cost().processor())
                .reduce(ProcessorTime::plus)
                .orElse(ProcessorTime.UNKNOWN)
                .othersShare();
        String effect = "times, and energy that a counter measured, include the effects";
        return Double.isNaN(share)
                ? "What else ran on the machine at the same time: " + effect + "."
                : String.format(
                        Locale.ROOT,
                        "The machine by itself: %.0f %% of the processor time that was used during these runs was used by"
                                + " other programs%s.",
                        100 * share,
                        share < QUIET ? "" : "; " + effect + ", processor time does so least");
    }

    private static List<String> energy(List<RunResult> results) {
        Set<String> reasons = new LinkedHashSet<>();
        results.forEach(r -> reasons.addAll(r.cost().energyMissing()));
        if (results.stream().noneMatch(r -> r.cost().energyEstimated())) {
            return reasons.isEmpty() ? List.of() : List.of("Some of the energy: " + String.join("; ", reasons) + ".");
        }
        return List.of(
                "Energy at a meter: it is estimated from processor time, without memory, power supply and cooling ("
                        + String.join("; ", reasons)
                        + "). Ratios between methods are better than the values themselves.");
    }

    /** The features that runs share are computed by whichever comes first. */
    private static List<String> caching(List<RunResult> results) {
        List<RunResult> cached = results.stream()
                .filter(r -> "on".equals(r.settings().get("cache")))
                .toList();
        if (cached.isEmpty()) {
            return List.of();
        }
        double[] seconds = cached.stream()
                .mapToDouble(r -> r.cost().cachingSeconds())
                .filter(s -> s > 0)
                .toArray();
        return List.of(String.format(
                Locale.ROOT,
                "The features of every cached run: they are computed once, by whichever needs them first. %d of %d runs"
                        + " computed some, %.0f s on average, which are in their time and energy, but not in the time to"
                        + " 90 %% nor in a budget of minutes; the others found theirs there.",
                seconds.length,
                cached.size(),
                Arrays.stream(seconds).average().orElse(0)));
    }

    private static List<String> broken(List<RunRow> rows) {
        List<String> notes = new ArrayList<>();
        long resumed = rows.stream()
                .flatMap(row -> row.result().stream())
                .filter(r -> r.cost().processes() > 1)
                .count();
        if (resumed > 0) {
            notes.add("An unbroken time for " + Counted.of(resumed, "run", "runs")
                    + ", interrupted and gone on with: the starts of all processes are in the times, what was lost and"
                    + " done again is not.");
        }
        long early = rows.stream()
                .flatMap(row -> row.result().stream())
                .filter(r -> r.training().epochs() < r.training().planned())
                .count();
        if (early > 0) {
            notes.add("The whole schedule of " + Counted.of(early, "run", "runs")
                    + ": time or patience was up before the learning rate had come down.");
        }
        return notes;
    }
}
