package org.vpt4j.samples.compare;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.BoxPainter.LabelledBox;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.Section;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/** The same images with the ground truth and the boxes of each method. */
final class Examples implements Section<Conclusions> {
    private static final int SHOWN = 3;
    private static final int WIDTH = 420;
    private static final int MOST_METHODS = 8;
    private static final int MOST_CLASSES = 24;

    @Override
    public String title() {
        return "What they detect";
    }

    @Override
    public String body(Conclusions conclusions) {
        ComparisonData data = conclusions.data();
        List<RunRow> runs = data.finished().stream()
                .map(CellSummary::done)
                .map(rows -> rows.get(0))
                .filter(row -> row.folder().hasDetections())
                .limit(MOST_METHODS)
                .toList();
        if (runs.isEmpty() || data.measured().isEmpty()) {
            return "";
        }
        Map<RunFolder, Map<String, List<Detection>>> boxes = new HashMap<>();
        runs.forEach(row -> boxes.put(row.folder(), row.folder().detections()));
        BoxPainter painter = new BoxPainter(data.classes());
        List<LabelledImage> shown = Html.spread(data.measured(), SHOWN);
        StringBuilder html = new StringBuilder(Html.paragraph(String.format(
                Locale.ROOT,
                "%d of %s, chosen by position in the list and not by the result. For each method its first finished"
                        + " seed: the boxes above its own score threshold with the best F1.",
                shown.size(),
                data.measuredImages())));
        html.append(legend(data.classes()));
        for (LabelledImage image : shown) {
            html.append(Html.heading(Html.fileName(image.name())))
                    .append("<div class=\"crops wide\">")
                    .append(row(image, runs, boxes, painter))
                    .append("</div>\n");
        }
        return html.toString();
    }

    private static String row(
            LabelledImage image,
            List<RunRow> runs,
            Map<RunFolder, Map<String, List<Detection>>> boxes,
            BoxPainter painter) {
        Image pixels = Image.read(image.file());
        List<String> figures = new ArrayList<>();
        figures.add(Html.figure(
                scaled(painter.paint(
                        pixels,
                        image.annotations().stream()
                                .map(a -> plain(a.box(), a.classIndex()))
                                .toList())),
                "ground truth, " + Counted.of(image.annotations().size(), "object", "objects")));
        for (RunRow run : runs) {
            double threshold = run.result().orElseThrow().facts().threshold();
            List<Detection> sure = boxes.get(run.folder()).getOrDefault(image.name(), List.of()).stream()
                    .filter(d -> d.score() >= threshold)
                    .toList();
            figures.add(Html.figure(
                    scaled(painter.paint(
                            pixels,
                            sure.stream()
                                    .map(d -> plain(d.box(), d.classIndex()))
                                    .toList())),
                    run.run().method() + ", " + Counted.of(sure.size(), "box", "boxes")));
        }
        return String.join("", figures);
    }

    /** Without a label: in images this small it would hide the object. */
    private static LabelledBox plain(Box box, int classIndex) {
        return new LabelledBox(box, "", BoxPainter.color(classIndex), false);
    }

    private static String legend(List<String> classes) {
        StringBuilder html = new StringBuilder("<p class=\"note\">");
        for (int c = 0; c < Math.min(MOST_CLASSES, classes.size()); c++) {
            html.append(String.format(
                    Locale.ROOT,
                    "<span style=\"color:#%06x\">■</span> %s ",
                    BoxPainter.color(c).getRGB() & 0xffffff,
                    Html.escape(classes.get(c))));
        }
        return html.append("</p>\n").toString();
    }

    private static BufferedImage scaled(BufferedImage buffered) {
        if (buffered.getWidth() <= WIDTH) {
            return buffered;
        }
        int height = Math.max(1, buffered.getHeight() * WIDTH / buffered.getWidth());
        BufferedImage small = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = small.createGraphics();
        try {
            pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            pen.drawImage(buffered, 0, 0, WIDTH, height, null);
        } finally {
            pen.dispose();
        }
        return small;
    }
}
