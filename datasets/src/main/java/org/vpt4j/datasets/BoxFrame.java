package org.vpt4j.datasets;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * In which frame an image's boxes are, and how they get into that of the upright image: fractions are scaled, boxes for a
 * larger or smaller copy of the image too, and boxes that were drawn before the EXIF rotation are turned.
 *
 * @param kind what was found
 * @param detail the sizes that differ; empty for boxes that are in the image's frame
 * @param change of a box; it may be inverted, outside or empty before and after
 */
record BoxFrame(Kind kind, String detail, UnaryOperator<DatasetEntries.BoxEntry> change) {
    /** What can be told from the sizes. */
    enum Kind {
        /** The boxes are in pixels of the upright image. */
        SAME,
        /** The declared size is wrong: the boxes fit the image, but not that size. */
        SIZE_WRONG,
        /** They are for a copy of another size with the same shape. */
        SCALED,
        /** They are for the pixels as stored. */
        STORED,
        /** They are for an image of another shape, and it cannot be told how that became this one. */
        UNKNOWN
    }

    /** Pixels that a size may differ from the exact multiple of another: rounding when the image was scaled. */
    private static final double ROUNDING = 1;

    /** Pixels that boxes may extend beyond their frame. */
    private static final double MARGIN = 1.5;

    /** The frame of an image's boxes, by the declared size and where the boxes are. */
    static BoxFrame of(DatasetEntries.ImageEntry entry, Image.Facts facts) {
        ImageSize size = facts.size();
        if (entry.width() <= 0 || entry.height() <= 0) {
            boolean stored = !fits(entry, size.width(), size.height())
                    && fits(entry, facts.stored().width(), facts.stored().height());
            return stored && !facts.stored().equals(size) ? stored(facts) : same();
        }
        if (entry.width() == size.width() && entry.height() == size.height()) {
            return same();
        }
        String detail = "annotated as " + entry.width() + "x" + entry.height() + " but it is " + size;
        if (entry.boxes().isEmpty()) {
            return new BoxFrame(Kind.SIZE_WRONG, detail, UnaryOperator.identity());
        }
        boolean fitsDeclared = fits(entry, entry.width(), entry.height());
        boolean fitsActual = fits(entry, size.width(), size.height());
        if (fitsActual && !fitsDeclared) {
            return new BoxFrame(Kind.SIZE_WRONG, detail, UnaryOperator.identity());
        }
        if (entry.width() == facts.stored().width()
                && entry.height() == facts.stored().height()) {
            return stored(facts);
        }
        if (isScaled(size, entry.width(), entry.height())) {
            return scaled(detail, entry, size);
        }
        ImageSize stored = facts.stored();
        if (!stored.equals(size) && isScaled(stored, entry.width(), entry.height())) {
            BoxFrame scaled = scaled(detail, entry, stored);
            return new BoxFrame(Kind.STORED, detail, box -> stored(facts)
                    .change()
                    .apply(scaled.change().apply(box)));
        }
        return new BoxFrame(Kind.UNKNOWN, detail, UnaryOperator.identity());
    }

    private static BoxFrame same() {
        return new BoxFrame(Kind.SAME, "", UnaryOperator.identity());
    }

    /** The frame of boxes that are known to be those of the stored pixels. */
    static BoxFrame stored(Image.Facts facts) {
        String detail = facts.stored().equals(facts.size())
                ? "EXIF orientation " + facts.exif()
                : "stored as " + facts.stored() + ", upright it is " + facts.size();
        return new BoxFrame(Kind.STORED, detail, box -> turned(box, facts));
    }

    private static BoxFrame scaled(String detail, DatasetEntries.ImageEntry entry, ImageSize size) {
        double x = (double) size.width() / entry.width();
        double y = (double) size.height() / entry.height();
        return new BoxFrame(Kind.SCALED, detail, box -> box.scaled(x, y));
    }

    private static boolean isScaled(ImageSize size, int width, int height) {
        double factor = Math.sqrt((double) size.width() * size.height() / ((double) width * height));
        double tolerance = ROUNDING * Math.max(1, factor);
        return Math.abs(width * factor - size.width()) <= tolerance
                && Math.abs(height * factor - size.height()) <= tolerance;
    }

    private static boolean fits(DatasetEntries.ImageEntry entry, int width, int height) {
        return entry.boxes().stream()
                .allMatch(box -> Math.max(box.x1(), box.x2()) <= width + MARGIN
                        && Math.max(box.y1(), box.y2()) <= height + MARGIN);
    }

    private static DatasetEntries.BoxEntry turned(DatasetEntries.BoxEntry box, Image.Facts facts) {
        boolean plain = DoubleStream.of(box.x1(), box.y1(), box.x2(), box.y2()).allMatch(Double::isFinite)
                && box.x1() <= box.x2()
                && box.y1() <= box.y2();
        return Optional.of(box)
                .filter(any -> plain)
                .map(any -> facts.upright(new Box(box.x1(), box.y1(), box.x2(), box.y2())))
                .map(turned -> box.at(turned.x1(), turned.y1(), turned.x2(), turned.y2()))
                .orElse(box);
    }
}
