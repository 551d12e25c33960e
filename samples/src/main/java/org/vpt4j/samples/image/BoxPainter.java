package org.vpt4j.samples.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;

/**
 * Paints boxes with class name and score on a copy of an image.
 *
 * <p>Lines and letters scale with the image; an image that is too small for letters is enlarged first.
 */
public final class BoxPainter {
    /** An image's longer side is at least this, else it is enlarged by a whole number. */
    private static final int LEAST_SIDE = 480;

    private final List<String> classes;

    /**
     * A box to paint.
     *
     * @param box in pixels of the image
     * @param text its label; empty for none
     * @param color of the box and of the label's background
     * @param dashed whether its line is dashed, as for a crowd or an object that was missed
     */
    public record LabelledBox(Box box, String text, Color color, boolean dashed) {}

    /** @param classes the names by class index */
    public BoxPainter(List<String> classes) {
        this.classes = List.copyOf(classes);
    }

    /** The colour of a class, by its index from 0. */
    public static Color color(int classIndex) {
        return Palette.ofClass(classIndex);
    }

    /** The detections, those with the highest scores on top. */
    public BufferedImage found(Image image, List<Detection> detections) {
        return paint(
                image,
                detections.stream()
                        .sorted(Comparator.comparingDouble(Detection::score))
                        .map(d -> new LabelledBox(
                                d.box(),
                                String.format(Locale.ROOT, "%s %.2f", name(d.classIndex()), d.score()),
                                Palette.ofClass(d.classIndex()),
                                false))
                        .toList());
    }

    /** The ground truth; crowds have dashed lines. */
    public BufferedImage truth(Image image, List<Annotation> annotations) {
        return paint(
                image,
                annotations.stream()
                        .map(a -> new LabelledBox(
                                a.box(), name(a.classIndex()), Palette.ofClass(a.classIndex()), a.crowd()))
                        .toList());
    }

    /** The ground truth and the detections side by side, with headings. */
    public BufferedImage sideBySide(Image image, List<Annotation> truth, List<Detection> found) {
        BufferedImage left = truth(image, truth);
        BufferedImage right = found(image, found);
        int letters = Math.max(14, Math.max(left.getWidth(), left.getHeight()) / 40);
        int head = letters * 2;
        int gap = letters / 2;
        int height = head + Math.max(left.getHeight(), right.getHeight());
        BufferedImage both =
                new BufferedImage(left.getWidth() + gap + right.getWidth(), height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = both.createGraphics();
        try {
            smooth(graphics);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, both.getWidth(), both.getHeight());
            graphics.setColor(new Color(0x333333));
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, letters));
            int baseline = head - letters * 3 / 5;
            graphics.drawString("ground truth", letters / 2, baseline);
            graphics.drawString("detections", left.getWidth() + gap + letters / 2, baseline);
            graphics.drawImage(left, 0, head, null);
            graphics.drawImage(right, left.getWidth() + gap, head, null);
        } finally {
            graphics.dispose();
        }
        return both;
    }

    /** Any boxes; later ones are on top. */
    public BufferedImage paint(Image image, List<LabelledBox> boxes) {
        int longer = Math.max(image.width(), image.height());
        int enlarged = Math.max(1, (LEAST_SIDE + longer - 1) / longer);
        BufferedImage buffered = enlarged(image, enlarged);
        Graphics2D graphics = buffered.createGraphics();
        try {
            smooth(graphics);
            float unit = Math.max(1f, Math.max(buffered.getWidth(), buffered.getHeight()) / 640f);
            for (LabelledBox box : boxes) {
                outline(graphics, box, enlarged, unit);
            }
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, Math.round(12 * unit)));
            labels(graphics, boxes, enlarged, unit, buffered);
        } finally {
            graphics.dispose();
        }
        return buffered;
    }

    private static BufferedImage enlarged(Image image, int times) {
        BufferedImage buffered = image.toBufferedImage();
        if (times == 1) {
            return buffered;
        }
        BufferedImage large =
                new BufferedImage(image.width() * times, image.height() * times, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = large.createGraphics();
        try {
            smooth(graphics);
            graphics.drawImage(buffered, 0, 0, large.getWidth(), large.getHeight(), null);
        } finally {
            graphics.dispose();
        }
        return large;
    }

    private static void outline(Graphics2D graphics, LabelledBox labelled, int enlarged, float unit) {
        Rectangle2D shape = scaled(labelled.box(), enlarged);
        float[] dash = labelled.dashed() ? new float[] {6 * unit, 4 * unit} : null;
        graphics.setColor(new Color(0, 0, 0, 110)); // a dark edge makes bright colours visible on bright images
        graphics.setStroke(stroke(3.4f * unit, dash));
        graphics.draw(shape);
        graphics.setColor(labelled.color());
        graphics.setStroke(stroke(2f * unit, dash));
        graphics.draw(shape);
    }

    /** Places each label above, inside or below its box: where it hides the least of the other labels. */
    private static void labels(
            Graphics2D graphics, List<LabelledBox> boxes, int enlarged, float unit, BufferedImage buffered) {
        FontMetrics metrics = graphics.getFontMetrics();
        int margin = Math.round(2 * unit);
        List<Rectangle> taken = new ArrayList<>();
        for (int i = boxes.size() - 1; i >= 0; i--) { // the topmost chooses first
            LabelledBox labelled = boxes.get(i);
            if (labelled.text().isEmpty()) {
                continue;
            }
            int width = metrics.stringWidth(labelled.text()) + 2 * margin;
            Rectangle place = place(
                    scaled(labelled.box(), enlarged),
                    width,
                    metrics.getHeight(),
                    new Rectangle(buffered.getWidth(), buffered.getHeight()),
                    taken);
            taken.add(place);
            graphics.setColor(labelled.color());
            graphics.fill(place);
            graphics.setColor(Palette.textOn(labelled.color()));
            graphics.drawString(labelled.text(), place.x + margin, place.y + metrics.getAscent());
        }
    }

    private static Rectangle place(Rectangle2D box, int width, int height, Rectangle buffered, List<Rectangle> taken) {
        int[] tops = {(int) box.getY() - height, (int) box.getY(), (int) box.getMaxY() - height, (int) box.getMaxY()};
        Rectangle best = null;
        long bestHidden = Long.MAX_VALUE;
        for (int top : tops) {
            for (int left : new int[] {(int) box.getX(), (int) box.getMaxX() - width}) {
                Rectangle candidate = new Rectangle(
                        Math.max(0, Math.min(left, buffered.width - width)),
                        Math.max(0, Math.min(top, buffered.height - height)),
                        width,
                        height);
                long hidden = taken.stream()
                        .map(candidate::intersection)
                        .filter(overlap -> !overlap.isEmpty())
                        .mapToLong(overlap -> (long) overlap.width * overlap.height)
                        .sum();
                if (hidden < bestHidden) {
                    best = candidate;
                    bestHidden = hidden;
                }
            }
        }
        return best;
    }

    private static Rectangle2D scaled(Box box, int enlarged) {
        return new Rectangle2D.Double(
                box.x1() * enlarged, box.y1() * enlarged, box.width() * enlarged, box.height() * enlarged);
    }

    private static BasicStroke stroke(float width, float[] dash) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dash, 0);
    }

    static void smooth(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    }

    private String name(int classIndex) {
        return classes.get(classIndex);
    }
}
