package org.vpt4j.samples.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.Crop;
import org.vpt4j.samples.image.LabelledBox;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/** The surest of the wrong detections and the largest of the missed objects, each cut out with its surroundings. */
final class WorstMistakes implements ReportSection {
    private static final int SHOWN = 6;
    private static final Color MISTAKE = new Color(0xD55E00);
    private static final Color TRUTH = new Color(0xF2F2F2);

    @Override
    public String title() {
        return "The worst mistakes";
    }

    @Override
    public String body(ReportData data) {
        ReportData.Evaluation evaluation = data.evaluation();
        double threshold = evaluation.points().overall().threshold();
        Mistakes mistakes = Mistakes.of(evaluation.images(), threshold);
        String wrong = wrong(mistakes, evaluation.classes());
        String missed = missed(mistakes, evaluation.classes());
        if (wrong.isEmpty() && missed.isEmpty()) {
            return "";
        }
        return wrong + missed
                + "<p class=\"note\">Orange: the mistake; white, broken: what people marked there. Some mistakes are the"
                + " marks' and not the detector's.</p>\n";
    }

    private static String wrong(Mistakes mistakes, List<String> classes) {
        if (mistakes.wrong().isEmpty()) {
            return "";
        }
        StringBuilder html = heading(
                "Surest wrong detections",
                mistakes.wrong().size(),
                "wrong class, a box off by more than half, a second box on one object, or an object that nobody marked");
        for (Mistakes.Wrong wrong :
                mistakes.wrong().subList(0, Math.min(SHOWN, mistakes.wrong().size()))) {
            Detection detection = wrong.detection();
            String what = String.format(Locale.ROOT, "%s %.2f", classes.get(detection.classIndex()), detection.score());
            html.append(figure(wrong.result(), detection.box(), what, classes, null));
        }
        return html.append("</div>\n").toString();
    }

    private static String missed(Mistakes mistakes, List<String> classes) {
        if (mistakes.missed().isEmpty()) {
            return "";
        }
        StringBuilder html =
                heading("Largest missed objects", mistakes.missed().size(), "nothing of its class covers half of it");
        for (Mistakes.Missed missed :
                mistakes.missed().subList(0, Math.min(SHOWN, mistakes.missed().size()))) {
            Annotation annotation = missed.annotation();
            String what = classes.get(annotation.classIndex());
            html.append(figure(missed.result(), annotation.box(), what, classes, annotation));
        }
        return html.append("</div>\n").toString();
    }

    private static StringBuilder heading(String title, int count, String what) {
        return new StringBuilder("<h3>")
                .append(title)
                .append("</h3>\n")
                .append(Html.paragraph(Html.count(count) + " in all: " + what + "."))
                .append("<div class=\"crops\">\n");
    }

    /** The mistake on its image, with the marks except the one that it is about. */
    private static String figure(
            ReportData.Result result, Box box, String what, List<String> classes, Annotation except) {
        Crop crop = Crop.around(box, result.image().size());
        List<LabelledBox> boxes = new ArrayList<>();
        for (Annotation annotation : result.image().annotations()) {
            if (!annotation.equals(except) && annotation.box().intersection(box) > 0) {
                boxes.add(new LabelledBox(
                        crop.move(annotation.box()), classes.get(annotation.classIndex()), TRUTH, true));
            }
        }
        boxes.add(new LabelledBox(crop.move(box), what, MISTAKE, false));
        BufferedImage buffered =
                new BoxPainter(classes).paint(crop.of(Image.read(result.image().file())), boxes);
        return Html.figure(buffered, what + " · " + Html.fileName(result.image().name()));
    }
}
