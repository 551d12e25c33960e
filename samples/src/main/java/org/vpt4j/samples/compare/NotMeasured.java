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

/** The report's section about what the figures do not cover, and why. */
final class NotMeasured {
    /** Other programs are not mentioned if they used less than this share. */
    private static final double QUIET = 0.03;

    private NotMeasured() {}

    static String body(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<RunFolder.Result> results = data.results();
        List<String> notes = new ArrayList<>();
        if (ComparisonCsv.lacksZeroShot(data)) {
            notes.add("Zero-shot detection: " + ComparisonCsv.NO_ZERO_SHOT + ".");
        } else if (!data.options().zeroShot()) {
            notes.add("Zero-shot detection: not asked for; --zero-shot adds it, with a backbone that knows words.");
        }
        notes.addAll(energy(results));
        notes.add("GPU memory; the memory shown is the process's main memory.");
        notes.add("How long a trained task takes per image.");
        notes.add(others(results, data.options().jobs()));
        if (data.options().tune() == 0) {
            notes.add("Learning rates: each method used its own default; a search (--tune) may change the ranking.");
        }
        notes.addAll(caching(results));
        notes.add("Other data: all results are on one dataset; others may rank the methods differently.");
        if (data.split().equals("validation")) {
            notes.add("Test images: the data have none, so the images that chose the best epoch are also the measured"
                    + " ones, and all APs are somewhat too high.");
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
                    + " failed, for the reasons given above; the means are over the others.");
        }
        notes.addAll(broken(results));
        return Html.list(notes);
    }

    /** Share of the machine used by other programs. */
    private static String others(List<RunFolder.Result> results, int jobs) {
        if (jobs > 1) {
            return "Times of an otherwise idle machine: " + jobs + " runs shared it, so times, and energy measured by a"
                    + " counter, include their effects on each other. The methods can be compared, but the values are"
                    + " higher than those of one run alone with as many threads.";
        }
        double share = results.stream()
                .map(r -> r.used().processor())
                .reduce(ProcessorTime::plus)
                .orElse(ProcessorTime.UNKNOWN)
                .othersShare();
        String effect = "times, and energy measured by a counter, include the effects";
        return Double.isNaN(share)
                ? "What else ran on the machine: " + effect + "."
                : String.format(
                        Locale.ROOT,
                        "An otherwise idle machine: other programs used %.0f %% of the processor time during these"
                                + " runs%s.",
                        100 * share,
                        share < QUIET ? "" : "; " + effect + ", processor time the least");
    }

    private static List<String> energy(List<RunFolder.Result> results) {
        Set<String> reasons = new LinkedHashSet<>();
        results.forEach(r -> reasons.addAll(r.used().missing()));
        String all = String.join("; ", reasons);
        if (results.stream().noneMatch(r -> r.used().estimate())) {
            return all.isEmpty() ? List.of() : List.of("Some of the energy: " + all + ".");
        }
        return List.of(
                "Energy by a meter: it is estimated from processor time, without memory, power supply and cooling ("
                        + all + "). Ratios between methods are more reliable than the values themselves.");
    }

    /** Runs share cached features, which the first one computes. */
    private static List<String> caching(List<RunFolder.Result> results) {
        List<RunFolder.Result> cached = results.stream()
                .filter(r -> "on".equals(r.facts().settings().get("cache")))
                .toList();
        if (cached.isEmpty()) {
            return List.of();
        }
        double[] seconds = cached.stream()
                .mapToDouble(r -> r.used().times().caching())
                .filter(s -> s > 0)
                .toArray();
        return List.of(String.format(
                Locale.ROOT,
                "Feature caching for every run: features are computed once, by the first run that needs them. %d of %d"
                        + " runs computed some, in %.0f s on average, which is included in their time and energy, but not"
                        + " in the time to 90 %% or in a budget of minutes; the others found theirs in the cache.",
                seconds.length,
                cached.size(),
                Arrays.stream(seconds).average().orElse(0)));
    }

    private static List<String> broken(List<RunFolder.Result> results) {
        List<String> notes = new ArrayList<>();
        long resumed = results.stream().filter(r -> r.used().processes() > 1).count();
        if (resumed > 0) {
            notes.add("An uninterrupted time for " + Counted.of(resumed, "run", "runs")
                    + " that were resumed: the times include the starts of all processes, but not work that was lost and"
                    + " repeated.");
        }
        long early = results.stream()
                .filter(r -> r.facts().epochs() < r.facts().plannedEpochs())
                .count();
        if (early > 0) {
            notes.add("All planned epochs of " + Counted.of(early, "run", "runs")
                    + ": validation AP was flat before, and the learning rate decayed from there.");
        }
        return notes;
    }
}
