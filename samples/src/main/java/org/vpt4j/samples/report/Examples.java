package org.vpt4j.samples.report;

import java.util.List;
import java.util.Locale;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Image;

/** Measured images with their ground truth and the detections, side by side. */
final class Examples implements Section<RunOutcome> {
    private static final int SHOWN = 5;

    @Override
    public String title() {
        return "What it detects";
    }

    @Override
    public String body(RunOutcome run) {
        Measurement measured = run.facts().measured();
        List<Evaluation.ImageDetections> shown = Html.spread(run.evaluation().images(), SHOWN);
        if (shown.isEmpty()) {
            return "";
        }
        double threshold = measured.best().threshold();
        BoxPainter painter = new BoxPainter(
                measured.classes().stream().map(Measurement.ClassResult::name).toList());
        StringBuilder html = new StringBuilder(Html.paragraph(String.format(
                Locale.ROOT,
                "%s of %d, chosen by position in the list and not by the result. Left: the annotations; right: the"
                        + " detections with a score of at least %.2f (the threshold with the best F1).",
                Counted.of(shown.size(), measured.split() + " image", measured.split() + " images"),
                measured.images(),
                threshold)));
        html.append("<div class=\"gallery\">\n");
        for (Evaluation.ImageDetections result : shown) {
            html.append(Html.figure(
                    painter.sideBySide(
                            Image.read(result.image().file()),
                            result.image().annotations(),
                            Mistakes.above(threshold, result)),
                    Html.fileName(result.image().name())));
        }
        return html.append("</div>\n").toString();
    }
}
