package org.vpt4j.datasets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.FindingKind;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.datasets.format.ImageCheck;
import org.vpt4j.datasets.format.RawBox;
import org.vpt4j.datasets.format.RawImage;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** Turns what a file says about an image into what can be learned from, and notes what had to be changed or dropped. */
final class Intake {
    /** Pixels that a box may stick out without being worth a word: the rounding of whoever wrote the file. */
    private static final double ROUNDING = 0.01;

    private static final String DROPPED = "dropped";

    private final Map<String, Integer> classIndex = new LinkedHashMap<>();
    private final Findings.Collector findings;

    Intake(List<String> classes, Findings.Collector findings) {
        for (int i = 0; i < classes.size(); i++) {
            classIndex.put(classes.get(i), i);
        }
        this.findings = findings;
    }

    /**
     * The image with its usable boxes, or nothing if it cannot be read.
     *
     * @throws DatasetException if a box has an infinite coordinate, or none of the classes
     */
    Optional<LabelledImage> accept(RawImage raw, ImageCheck.Result checked) {
        if (checked.size().isEmpty()) {
            findings.add(FindingKind.IMAGE_UNREADABLE, raw.name(), raw.place(), checked.problem(), DROPPED);
            return Optional.empty();
        }
        ImageSize size = checked.size().get();
        boolean declared = raw.width() > 0 && raw.height() > 0;
        if (declared && (raw.width() != size.width() || raw.height() != size.height())) {
            findings.add(
                    FindingKind.SIZE_DIFFERS,
                    raw.name(),
                    raw.place(),
                    "annotated as " + raw.width() + "x" + raw.height() + " but it is " + size,
                    "the image's own size is used");
        }
        return Optional.of(new LabelledImage(raw.name(), raw.file(), size, annotations(raw, size)));
    }

    private List<Annotation> annotations(RawImage image, ImageSize size) {
        List<Annotation> annotations = new ArrayList<>();
        Set<Annotation> seen = new HashSet<>();
        for (RawBox raw : image.boxes()) {
            int index = classOf(raw, image);
            Optional<Box> box = inside(raw, image, size);
            if (box.isEmpty()) {
                continue;
            }
            if (!seen.add(new Annotation(index, box.get(), raw.crowd(), 0))) {
                note(FindingKind.DUPLICATE_BOX, image, raw, raw.className() + " " + raw.coordinates(), DROPPED);
                continue;
            }
            if (raw.crowd()) {
                note(FindingKind.CROWD, image, raw, raw.className(), "kept, neither a target nor a miss");
            }
            annotations.add(new Annotation(index, box.get(), raw.crowd(), area(raw, box.get())));
        }
        return annotations;
    }

    private int classOf(RawBox raw, RawImage image) {
        Integer index = classIndex.get(raw.className());
        if (index == null) {
            throw new DatasetException(raw.place() + ": a box of " + image.name() + " has the class \""
                    + raw.className() + "\", but the data declares the classes " + classIndex.keySet()
                    + "; correct the box, or declare its class");
        }
        return index;
    }

    private Optional<Box> inside(RawBox raw, RawImage image, ImageSize size) {
        if (DoubleStream.of(raw.x1(), raw.y1(), raw.x2(), raw.y2()).anyMatch(Double::isInfinite)) {
            throw new DatasetException(raw.place() + ": the box " + raw.coordinates() + " of " + image.name()
                    + " is too large to calculate with; correct it");
        }
        if (!(raw.x2() > raw.x1() && raw.y2() > raw.y1())) {
            note(FindingKind.BOX_EMPTY, image, raw, raw.coordinates(), DROPPED);
            return Optional.empty();
        }
        Box whole = new Box(raw.x1(), raw.y1(), raw.x2(), raw.y2());
        Box clipped = whole.clip(size);
        String where = raw.coordinates() + " on " + size;
        if (clipped.width() < ROUNDING || clipped.height() < ROUNDING) {
            boolean tiny = whole.width() < ROUNDING || whole.height() < ROUNDING;
            note(tiny ? FindingKind.BOX_EMPTY : FindingKind.BOX_OUTSIDE, image, raw, where, DROPPED);
            return Optional.empty();
        }
        if (sticksOut(whole, clipped)) {
            note(FindingKind.BOX_CLIPPED, image, raw, where, "clipped");
        }
        return Optional.of(clipped);
    }

    private static boolean sticksOut(Box whole, Box clipped) {
        return clipped.x1() - whole.x1() > ROUNDING
                || clipped.y1() - whole.y1() > ROUNDING
                || whole.x2() - clipped.x2() > ROUNDING
                || whole.y2() - clipped.y2() > ROUNDING;
    }

    private static double area(RawBox raw, Box box) {
        double declared = raw.area();
        boolean cut = (raw.x2() - raw.x1()) * (raw.y2() - raw.y1()) - box.area() > ROUNDING;
        if (!(declared > 0)) {
            return box.area();
        }
        return cut ? Math.min(declared, box.area()) : declared;
    }

    private void note(FindingKind kind, RawImage image, RawBox box, String detail, String done) {
        findings.add(kind, image.name(), box.place(), detail, done);
    }
}
