package org.vpt4j.datasets;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.FilePosition;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.ImageSize;

/** Boxes that are possible but suspicious: as thin as a pixel, as large as their image, or all shifted by a pixel. */
final class BoxDefects {
    private static final double THIN = 1.001;
    private static final double WHOLE = 0.999;
    private static final double EXACT = 0.01;

    /** So many boxes must touch an edge before anything follows from where they touch it. */
    private static final int ENOUGH = 10;

    private final Findings.Collector findings;
    private final Map<Edge, Integer> touching = new HashMap<>();
    private boolean wholePixels = true;

    /** Where a box ends at an edge of its image. */
    private enum Edge {
        LOW_AT_0,
        LOW_AT_1,
        HIGH_AT_SIZE,
        HIGH_BEFORE_SIZE
    }

    BoxDefects(Findings.Collector findings) {
        this.findings = findings;
    }

    /** @param usable sizes of the images that are used, by name */
    void examine(DatasetEntries raw, Map<String, ImageSize> usable) {
        Map<String, DatasetEntries.ImageEntry> images = new LinkedHashMap<>();
        raw.parts().forEach(part -> part.images().forEach(image -> images.putIfAbsent(image.name(), image)));
        for (DatasetEntries.ImageEntry image : images.values()) {
            ImageSize size = usable.get(image.name());
            if (size != null && isInPixelsOf(image, size)) {
                image.boxes().forEach(box -> examine(box, image, size));
            }
        }
        notePixelCounts();
    }

    /** Boxes in other units, or of an image of another size, are scaled later. */
    private static boolean isInPixelsOf(DatasetEntries.ImageEntry image, ImageSize size) {
        boolean sameSize = image.width() == 0 || (image.width() == size.width() && image.height() == size.height());
        return sameSize && image.boxes().stream().anyMatch(box -> Math.max(box.x2(), box.y2()) > 2);
    }

    private void examine(DatasetEntries.BoxEntry box, DatasetEntries.ImageEntry image, ImageSize size) {
        double width = box.x2() - box.x1();
        double height = box.y2() - box.y1();
        if (!(width > 0 && height > 0)) {
            return; // a finding already
        }
        String text = box.className() + " " + box.coordinates() + " on " + size;
        if (width <= THIN || height <= THIN) {
            note(Findings.Finding.Kind.BOX_THIN, image.name(), box.position(), text, "dropped");
        } else if (width >= WHOLE * size.width() && height >= WHOLE * size.height()) {
            note(Findings.Finding.Kind.BOX_WHOLE_IMAGE, image.name(), box.position(), text, "kept");
        }
        wholePixels &= box.x1() == Math.rint(box.x1()) && box.y2() == Math.rint(box.y2());
        count(box.x1(), box.x2(), size.width());
        count(box.y1(), box.y2(), size.height());
    }

    private void count(double low, double high, int size) {
        add(Edge.LOW_AT_0, Math.abs(low) < EXACT);
        add(Edge.LOW_AT_1, Math.abs(low - 1) < EXACT);
        add(Edge.HIGH_AT_SIZE, Math.abs(high - size) < EXACT);
        add(Edge.HIGH_BEFORE_SIZE, Math.abs(high - size + 1) < EXACT);
    }

    private void add(Edge edge, boolean touches) {
        touching.merge(edge, touches ? 1 : 0, Integer::sum);
    }

    /** Tools that count pixels from 1, or include the last one, write edges where continuous coordinates have none. */
    private void notePixelCounts() {
        if (!wholePixels) {
            return;
        }
        if (count(Edge.LOW_AT_1) >= ENOUGH && count(Edge.LOW_AT_0) == 0) {
            noteShift(
                    "%d boxes begin at 1 and none at 0: pixels may be counted from 1, so that left and upper edges are 1"
                            + " too large",
                    Edge.LOW_AT_1);
        }
        if (count(Edge.HIGH_BEFORE_SIZE) >= ENOUGH && count(Edge.HIGH_AT_SIZE) == 0) {
            noteShift(
                    "%d boxes end one pixel before the edge and none at it: the last pixel may be counted in, so that right"
                            + " and lower edges are 1 too small",
                    Edge.HIGH_BEFORE_SIZE);
        }
    }

    private void noteShift(String sentence, Edge edge) {
        note(
                Findings.Finding.Kind.BOX_SHIFTED,
                "all boxes",
                FilePosition.of("boxes"),
                String.format(Locale.ROOT, sentence, count(edge)),
                "kept: look at some boxes first");
    }

    private int count(Edge edge) {
        return touching.getOrDefault(edge, 0);
    }

    private void note(Findings.Finding.Kind kind, String subject, FilePosition at, String detail, String done) {
        findings.add(kind, subject, at, detail, done);
    }

    /** Whether --fix drops a box of this size. */
    static boolean isThin(double width, double height) {
        return width <= THIN || height <= THIN;
    }
}
