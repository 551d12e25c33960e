package org.vpt4j.datasets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.Findings;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** Checks the entries of images: clips boxes, drops what is unusable, and adds a finding for each problem. */
final class EntryCheck {
    /** Pixels that a box may extend beyond its image without a finding: rounding in the annotation file. */
    private static final double ROUNDING = 0.01;

    private static final String DROPPED = "dropped";

    private final Map<String, Integer> classIndex = new LinkedHashMap<>();
    private final Findings.Collector findings;

    EntryCheck(List<String> classes, Findings.Collector findings) {
        for (int i = 0; i < classes.size(); i++) {
            classIndex.put(classes.get(i), i);
        }
        this.findings = findings;
    }

    /**
     * The image with its usable boxes; empty if it cannot be read.
     *
     * @throws DatasetException if a box has an infinite coordinate or an undeclared class
     */
    Optional<LabelledImage> accept(DatasetEntries.ImageEntry entry, ImageCheck.Result checked) {
        if (checked.size().isEmpty()) {
            findings.add(
                    Findings.Finding.Kind.IMAGE_UNREADABLE, entry.name(), entry.position(), checked.problem(), DROPPED);
            return Optional.empty();
        }
        ImageSize size = checked.size().get();
        boolean declared = entry.width() > 0 && entry.height() > 0;
        if (declared && (entry.width() != size.width() || entry.height() != size.height())) {
            findings.add(
                    Findings.Finding.Kind.SIZE_DIFFERS,
                    entry.name(),
                    entry.position(),
                    "annotated as " + entry.width() + "x" + entry.height() + " but it is " + size,
                    "the image's actual size is used");
        }
        return Optional.of(new LabelledImage(entry.name(), entry.file(), size, annotations(entry, size)));
    }

    private List<Annotation> annotations(DatasetEntries.ImageEntry image, ImageSize size) {
        List<Annotation> annotations = new ArrayList<>();
        Set<Annotation> seen = new HashSet<>();
        for (DatasetEntries.BoxEntry raw : image.boxes()) {
            int index = classOf(raw, image);
            Optional<Box> box = inside(raw, image, size);
            if (box.isEmpty()) {
                continue;
            }
            if (!seen.add(new Annotation(index, box.get(), raw.crowd(), 0))) {
                note(
                        Findings.Finding.Kind.DUPLICATE_BOX,
                        image,
                        raw,
                        raw.className() + " " + raw.coordinates(),
                        DROPPED);
                continue;
            }
            if (raw.crowd()) {
                note(Findings.Finding.Kind.CROWD, image, raw, raw.className(), "kept as an ignore region");
            }
            annotations.add(new Annotation(index, box.get(), raw.crowd(), area(raw, box.get())));
        }
        return annotations;
    }

    private int classOf(DatasetEntries.BoxEntry raw, DatasetEntries.ImageEntry image) {
        Integer index = classIndex.get(raw.className());
        if (index == null) {
            throw new DatasetException(raw.position() + ": a box of " + image.name() + " has the class \""
                    + raw.className() + "\", but the declared classes are " + classIndex.keySet()
                    + "; correct the box, or declare its class");
        }
        return index;
    }

    private Optional<Box> inside(DatasetEntries.BoxEntry raw, DatasetEntries.ImageEntry image, ImageSize size) {
        if (DoubleStream.of(raw.x1(), raw.y1(), raw.x2(), raw.y2()).anyMatch(Double::isInfinite)) {
            throw new DatasetException(raw.position() + ": the box " + raw.coordinates() + " of " + image.name()
                    + " has an infinite coordinate; correct it");
        }
        if (!(raw.x2() > raw.x1() && raw.y2() > raw.y1())) {
            note(Findings.Finding.Kind.BOX_EMPTY, image, raw, raw.coordinates(), DROPPED);
            return Optional.empty();
        }
        Box whole = new Box(raw.x1(), raw.y1(), raw.x2(), raw.y2());
        Box clipped = whole.clip(size);
        String values = raw.coordinates() + " on " + size;
        if (clipped.width() < ROUNDING || clipped.height() < ROUNDING) {
            boolean tiny = whole.width() < ROUNDING || whole.height() < ROUNDING;
            note(
                    tiny ? Findings.Finding.Kind.BOX_EMPTY : Findings.Finding.Kind.BOX_OUTSIDE,
                    image,
                    raw,
                    values,
                    DROPPED);
            return Optional.empty();
        }
        if (extendsBeyond(whole, clipped)) {
            note(Findings.Finding.Kind.BOX_CLIPPED, image, raw, values, "clipped");
        }
        return Optional.of(clipped);
    }

    private static boolean extendsBeyond(Box whole, Box clipped) {
        return clipped.x1() - whole.x1() > ROUNDING
                || clipped.y1() - whole.y1() > ROUNDING
                || whole.x2() - clipped.x2() > ROUNDING
                || whole.y2() - clipped.y2() > ROUNDING;
    }

    private static double area(DatasetEntries.BoxEntry raw, Box box) {
        double declared = raw.area();
        boolean cut = (raw.x2() - raw.x1()) * (raw.y2() - raw.y1()) - box.area() > ROUNDING;
        if (!(declared > 0)) {
            return box.area();
        }
        return cut ? Math.min(declared, box.area()) : declared;
    }

    private void note(
            Findings.Finding.Kind kind,
            DatasetEntries.ImageEntry image,
            DatasetEntries.BoxEntry box,
            String detail,
            String done) {
        findings.add(kind, image.name(), box.position(), detail, done);
    }
}
