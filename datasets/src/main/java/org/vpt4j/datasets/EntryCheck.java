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
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/** Checks the entries of images: clips boxes, drops what is unusable, and adds a finding for each problem. */
final class EntryCheck {
    /** Pixels that a box may extend beyond its image without a finding: rounding in the annotation file. */
    private static final double ROUNDING = 0.01;

    private static final String DROPPED = "dropped";

    private final Map<String, Integer> classIndex = new LinkedHashMap<>();
    private final UnclearRotations rotations;
    private final Findings.Collector findings;
    private final Set<String> unknown = new HashSet<>(); // images with boxes of unknown classes

    /**
     * For a dataset.
     *
     * @param classes all of them
     * @param rotations the images whose rotation their size does not show
     * @param findings those of the reader; receives the new ones
     */
    EntryCheck(List<String> classes, UnclearRotations rotations, Findings.Collector findings) {
        this.rotations = rotations;
        findings.collected().of(Findings.Finding.Kind.UNKNOWN_CATEGORY).forEach(box -> unknown.add(box.subject()));
        for (int i = 0; i < classes.size(); i++) {
            classIndex.put(classes.get(i), i);
        }
        this.findings = findings;
    }

    /**
     * The image with its usable boxes, in pixels of the upright image; empty if it cannot be used.
     *
     * @param fractions whether the boxes are fractions of the image's size
     * @throws DatasetException if a box has an infinite coordinate or an undeclared class
     */
    Optional<LabelledImage> accept(DatasetEntries.ImageEntry entry, ImageCheck.Result checked, boolean fractions) {
        if (checked.facts().isEmpty()) {
            note(Findings.Finding.Kind.IMAGE_UNREADABLE, entry, checked.problem(), DROPPED);
            return Optional.empty();
        }
        Image.Facts facts = checked.facts().get();
        if (!facts.remark().isEmpty()) {
            note(Findings.Finding.Kind.IMAGE_INCOMPLETE, entry, facts.remark(), "used");
        }
        Optional<DatasetEntries.ImageEntry> framed =
                fractions ? Optional.of(scaled(entry, facts.size())) : inFrame(entry, facts);
        if (framed.isEmpty()) {
            return Optional.empty();
        }
        List<Annotation> annotations = annotations(framed.get(), facts.size());
        if (annotations.isEmpty()
                && (!entry.boxes().isEmpty()
                        || unknown.contains(entry.name())
                        || findings.isIncomplete(entry.file()))) {
            note(
                    Findings.Finding.Kind.NO_USABLE_BOX,
                    entry,
                    Counted.of(entry.boxes().size(), "box", "boxes"),
                    "left out: its objects are not background");
            return Optional.empty();
        }
        return Optional.of(new LabelledImage(entry.name(), entry.file(), facts.size(), annotations));
    }

    private DatasetEntries.ImageEntry scaled(DatasetEntries.ImageEntry entry, ImageSize size) {
        if (entry.boxes().isEmpty()) {
            return entry;
        }
        note(
                Findings.Finding.Kind.BOX_UNITS,
                entry,
                Counted.of(entry.boxes().size(), "box", "boxes"),
                "scaled to pixels");
        return entry.with(entry.boxes().stream()
                .map(box -> box.scaled(size.width(), size.height()))
                .toList());
    }

    /** Empty if it cannot be told which part of the image its boxes show. */
    private Optional<DatasetEntries.ImageEntry> inFrame(DatasetEntries.ImageEntry entry, Image.Facts facts) {
        BoxFrame given = BoxFrame.of(entry, facts);
        boolean same = given.kind() == BoxFrame.Kind.SAME;
        BoxFrame frame = same && rotations.isStored(entry.name()) ? BoxFrame.stored(facts) : given;
        if (same && rotations.isUnclear(entry.name())) {
            note(
                    Findings.Finding.Kind.ROTATION_UNCLEAR,
                    entry,
                    "EXIF orientation " + facts.exif(),
                    "taken as those of the upright image");
        }
        switch (frame.kind()) {
            case SIZE_WRONG ->
                note(Findings.Finding.Kind.SIZE_DIFFERS, entry, frame.detail(), "the image's actual size is used");
            case SCALED ->
                note(Findings.Finding.Kind.SIZE_DIFFERS, entry, frame.detail(), "its boxes are scaled to the image");
            case STORED ->
                note(Findings.Finding.Kind.BOX_STORED_FRAME, entry, frame.detail(), "its boxes are turned with it");
            case UNKNOWN ->
                note(
                        Findings.Finding.Kind.SIZE_DIFFERS,
                        entry,
                        frame.detail() + ", and not of the same shape",
                        "left out: where its boxes are is unknown");
            default -> {
                return Optional.of(withoutFractions(entry, facts.size()));
            }
        }
        return frame.kind() == BoxFrame.Kind.UNKNOWN
                ? Optional.empty()
                : Optional.of(
                        entry.with(entry.boxes().stream().map(frame.change()).toList()));
    }

    private void note(Findings.Finding.Kind kind, DatasetEntries.ImageEntry entry, String detail, String done) {
        findings.add(kind, entry.name(), entry.position(), detail, done);
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

    /** Boxes in the first pixel of an image, in a part where others are in pixels. */
    private DatasetEntries.ImageEntry withoutFractions(DatasetEntries.ImageEntry entry, ImageSize size) {
        List<DatasetEntries.BoxEntry> kept = new ArrayList<>();
        for (DatasetEntries.BoxEntry box : entry.boxes()) {
            boolean first = box.x1() >= 0 && box.y1() >= 0 && box.x2() <= 1 && box.y2() <= 1;
            if (first && box.x1() < box.x2() && box.y1() < box.y2() && isPartOfPixel(box, size)) {
                String detail = box.coordinates() + ", a part of the first pixel: a fraction next to boxes in pixels?";
                note(Findings.Finding.Kind.BOX_EMPTY, entry, box, detail, DROPPED);
            } else {
                kept.add(box);
            }
        }
        return kept.size() == entry.boxes().size() ? entry : entry.with(kept);
    }

    private static boolean isPartOfPixel(DatasetEntries.BoxEntry box, ImageSize size) {
        return (box.x2() - box.x1() < 1 || box.y2() - box.y1() < 1) && size.width() > 1 && size.height() > 1;
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
