package org.vpt4j.samples.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Image;

/** Images of the measured split, evenly spread over it: what is there beside what was found. */
final class Examples implements ReportSection {
    private static final int SHOWN = 5;

    @Override
    public String title() {
        return "What it finds";
    }

    @Override
    public String body(ReportData data) {
        ReportData.Evaluation evaluation = data.evaluation();
        List<ReportData.Result> images = evaluation.images();
        if (images.isEmpty()) {
            return "";
        }
        int shown = Math.min(SHOWN, images.size());
        double threshold = evaluation.points().overall().threshold();
        BoxPainter painter = new BoxPainter(evaluation.classes());
        StringBuilder html = new StringBuilder(Html.paragraph(String.format(
                Locale.ROOT,
                "%s of %d, chosen by place in the list and not by the result: left what people"
                        + " marked, right what was found with a score of at least %.2f (the threshold with the best F1).",
                Counted.of(shown, evaluation.split() + " image", evaluation.split() + " images"),
                images.size(),
                threshold)));
        html.append("<div class=\"gallery\">\n");
        IntStream.range(0, shown)
                .mapToObj(i -> images.get((int) ((long) i * images.size() / shown)))
                .forEach(result -> html.append(figure(painter, result, threshold)));
        return html.append("</div>\n").toString();
    }

    private static String figure(BoxPainter painter, ReportData.Result result, double threshold) {
        Image image = Image.read(result.image().file());
        return Html.figure(
                painter.sideBySide(image, result.image().annotations(), result.found(threshold)),
                Html.fileName(result.image().name()));
    }
}
