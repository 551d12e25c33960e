package org.vpt4j.samples.compare;

import java.util.List;
import java.util.Locale;
import org.vpt4j.samples.report.Html;

/** Which differences are more than noise, and what so few repetitions can tell at all. */
final class Significance implements ComparisonSection {
    @Override
    public String title() {
        return "More than noise?";
    }

    @Override
    public String body(Conclusions found) {
        if (found.againstReference().isEmpty()) {
            return "";
        }
        return table(found.againstReference())
                + (found.againstHead().isEmpty() ? "" : table(found.againstHead()))
                + "<p class=\"note\">" + Html.escape(explanation(found)) + "</p>\n";
    }

    private static String table(List<Contrast> contrasts) {
        String reference = Conclusions.name(contrasts.get(0).reference());
        return "<h3>" + Html.escape("AP beside " + reference) + "</h3>\n"
                + Html.table(
                        List.of(
                                "Method",
                                "difference over seeds",
                                "p (t)",
                                "p (t, Holm)",
                                "p (signs)",
                                "interval over images",
                                "verdict"),
                        contrasts.stream().map(Significance::row).toList());
    }

    private static List<String> row(Contrast contrast) {
        return List.of(
                contrast.method().cell().method(),
                contrast.difference(),
                p(contrast.test().tTest()),
                p(contrast.adjusted()),
                p(contrast.test().signFlip()),
                contrast.images()
                        .map(i -> String.format(Locale.ROOT, "%+.3f to %+.3f", i.low(), i.high()))
                        .orElse("–"),
                contrast.verdict().toString());
    }

    private static String p(double value) {
        return Double.isNaN(value) ? "–" : value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String explanation(Conclusions found) {
        int pairs = found.againstReference().stream()
                .mapToInt(c -> c.test().pairs())
                .max()
                .orElse(0);
        String images = found.againstReference().stream()
                .flatMap(c -> c.images().stream())
                .findFirst()
                .map(i ->
                        " Interval over images: the 95 % interval of the difference when the measured images are drawn"
                                + " anew " + i.resamples()
                                + " times, the same for both methods; it tells how much the choice"
                                + " of images matters, the tests over seeds tell how much training does.")
                .orElse("");
        if (pairs < 2) {
            return "One seed tells nothing about how much luck there is in a training: run at least three." + images;
        }
        return String.format(
                        Locale.ROOT,
                        "Difference: mean of the differences seed by seed, ± the half-width of its 95 %% confidence"
                                + " interval: with %d seeds no difference smaller than that is told from noise, so"
                                + " \"within noise\" does not mean \"equal\". p (t): paired t-test, which takes the"
                                + " differences for normally distributed, a belief that %d values cannot check. Holm:"
                                + " corrected for the number of methods tested (%d). p (signs): exact sign-flip test, which"
                                + " believes nothing, and cannot give less than %.3g with %d seeds%s. The verdict is"
                                + " \"more than noise\" if p (t, Holm) is below 0.05 and the interval over images, where"
                                + " there is one, excludes zero.",
                        pairs,
                        pairs,
                        found.againstReference().size(),
                        PairedTest.leastSignFlip(pairs),
                        pairs,
                        PairedTest.leastSignFlip(pairs) > 0.05 ? ": it alone can prove nothing here" : "")
                + images;
    }
}
