package org.vpt4j.samples.data;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.report.Html;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Region;

/** Objects with their surroundings and boxes, as small images in rows. */
final class ContactSheet {
    private static final int SIDE = 300;
    private static final int EACH = 6;
    private static final int MOST_CLASSES = 40;
    private static final double SURROUNDINGS = 2.5;
    private static final int LEAST = 64;

    private final BoxPainter painter;
    private final List<String> classes;

    ContactSheet(List<String> classes) {
        this.classes = classes;
        this.painter = new BoxPainter(classes);
    }

    /** Some objects of each class, evenly spread over the dataset. */
    String ofEachClass(LabelledBoxes all) {
        Map<Integer, List<LabelledBoxes.ObjectBox>> byClass = new HashMap<>();
        all.boxes().forEach(box -> byClass.computeIfAbsent(box.annotation().classIndex(), index -> new ArrayList<>())
                .add(box));
        StringBuilder html = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < classes.size() && shown < MOST_CLASSES; i++) {
            List<LabelledBoxes.ObjectBox> boxes = byClass.getOrDefault(i, List.of());
            if (!boxes.isEmpty()) {
                html.append(Html.heading(classes.get(i))).append(row(Html.spread(boxes, EACH)));
                shown++;
            }
        }
        if (byClass.size() > shown) {
            html.append(Html.note("… and " + (byClass.size() - shown) + " more classes"));
        }
        return html.toString();
    }

    String extremes(LabelledBoxes all) {
        List<LabelledBoxes.ObjectBox> sorted = all.boxes().stream()
                .sorted(Comparator.comparingDouble(LabelledBoxes.ObjectBox::side))
                .toList();
        if (sorted.isEmpty()) {
            return "";
        }
        List<LabelledBoxes.ObjectBox> largest =
                new ArrayList<>(sorted.subList(Math.max(0, sorted.size() - EACH), sorted.size()));
        largest.sort(Comparator.comparingDouble((LabelledBoxes.ObjectBox box) -> -box.side()));
        return Html.heading("smallest")
                + row(sorted.subList(0, Math.min(EACH, sorted.size())))
                + Html.heading("largest")
                + row(largest);
    }

    private String row(List<LabelledBoxes.ObjectBox> boxes) {
        StringBuilder html = new StringBuilder("<div class=\"crops\">\n");
        for (LabelledBoxes.ObjectBox box : boxes) {
            try {
                Box on = box.annotation().box();
                String caption = String.format(
                        Locale.ROOT,
                        "%s, %.0f × %.0f px, %s",
                        classes.get(box.annotation().classIndex()),
                        on.width(),
                        on.height(),
                        Html.fileName(box.image().name()));
                html.append(Html.figure(crop(box), caption));
            } catch (ImageException | FileException e) {
                html.append(Html.note(box.image().name() + " cannot be read"));
            }
        }
        return html.append("</div>\n").toString();
    }

    private BufferedImage crop(LabelledBoxes.ObjectBox one) {
        Image image = Image.read(one.image().file());
        Region region = around(one.annotation().box(), image.size());
        List<Annotation> inside = new ArrayList<>();
        for (Annotation annotation : one.image().annotations()) {
            Box part = region.part(annotation.box());
            if (part.area() > 0) {
                inside.add(annotation.at(region.toRegion(part)));
            }
        }
        return reduced(painter.truth(image.crop(region), inside));
    }

    /** A square with the box in its middle, moved and shrunk to fit into the image. */
    private static Region around(Box box, ImageSize image) {
        int side = (int) Math.max(LEAST, Math.ceil(SURROUNDINGS * Math.max(box.width(), box.height())));
        int width = Math.min(side, image.width());
        int height = Math.min(side, image.height());
        int left = (int) Math.max(0, Math.min(Math.round(box.centerX() - width / 2.0), image.width() - width));
        int top = (int) Math.max(0, Math.min(Math.round(box.centerY() - height / 2.0), image.height() - height));
        return new Region(left, top, width, height);
    }

    static BufferedImage reduced(BufferedImage image) {
        double scale = Math.min(1, (double) SIDE / Math.max(image.getWidth(), image.getHeight()));
        int width = (int) Math.max(1, Math.round(scale * image.getWidth()));
        int height = (int) Math.max(1, Math.round(scale * image.getHeight()));
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(image, 0, 0, width, height, null);
        } finally {
            graphics.dispose();
        }
        return small;
    }
}
