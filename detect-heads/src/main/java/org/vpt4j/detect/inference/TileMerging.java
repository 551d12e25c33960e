package org.vpt4j.detect.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Region;

/**
 * Merges the detections on an image and on its tiles, class by class, so that each object has one box.
 *
 * <p>A box that touches a border between tiles may be cut off there. So boxes that do not come first: of those that
 * overlap, the most confident one is kept. A cut-off box that is part of a kept one is dropped. Of the others, those that
 * agree where their tiles overlap are parts of one object, whose box surrounds them: so a box across four tiles is one
 * box even if it is found on none of them completely.
 */
final class TileMerging {
    /**
     * IoU of boxes from different regions above which they are the same object: those of small objects are inexact on the
     * whole image.
     */
    private static final double SAME_OBJECT = 0.4;

    /** IoU above which two boxes show the same part of an object. */
    private static final double SAME = 0.5;

    /** Part of a cut-off box's area inside another box above which it is a part of that one. */
    private static final double INSIDE = 0.7;

    /** Distance from a border, as a part of the tile's shorter side, up to which a box touches it. */
    private static final double NEAR = 0.015;

    /** Parts of one object have scores of at least this fraction of the best one's. */
    private static final double COMPARABLE = 0.25;

    private final ImageSize image;
    private final List<Kept> kept = new ArrayList<>();

    /**
     * What was found on a region of an image, in pixels of the image.
     *
     * @param region a tile, or the whole image
     */
    record Part(Region region, List<Detection> found) {
        /** From detections in pixels of the region. */
        static Part of(Region region, List<Detection> onRegion) {
            if (region.left() == 0 && region.top() == 0) {
                return new Part(region, onRegion);
            }
            return new Part(
                    region,
                    onRegion.stream()
                            .map(d -> new Detection(d.classIndex(), d.label(), region.toImage(d.box()), d.score()))
                            .toList());
        }
    }

    /** A detection on a region. */
    private record Piece(Detection found, Region region, ImageSize image) {
        Box box() {
            return found.box();
        }

        double near() {
            return Math.max(1, NEAR * Math.min(region.width(), region.height()));
        }

        boolean cutLeft() {
            return region.left() > 0 && box().x1() - region.left() <= near();
        }

        boolean cutAbove() {
            return region.top() > 0 && box().y1() - region.top() <= near();
        }

        boolean cutRight() {
            return region.right() < image.width() && region.right() - box().x2() <= near();
        }

        boolean cutBelow() {
            return region.bottom() < image.height() && region.bottom() - box().y2() <= near();
        }

        boolean isCut() {
            return cutLeft() || cutAbove() || cutRight() || cutBelow();
        }

        /** The box continued beyond the borders that it touches. */
        Box continued(double by) {
            return new Box(
                    box().x1() - (cutLeft() ? by : 0),
                    box().y1() - (cutAbove() ? by : 0),
                    box().x2() + (cutRight() ? by : 0),
                    box().y2() + (cutBelow() ? by : 0));
        }

        /** Whether both show the same object where their tiles overlap, or meet if they do not overlap. */
        boolean continues(Piece other) {
            if (region.equals(other.region)) {
                return false;
            }
            Box common = common(region.box(), other.region.box(), 0);
            if (common != null && agree(box(), other.box(), common)) {
                return true;
            }
            double margin = 2 * Math.max(near(), other.near());
            if (common != null && Math.min(common.width(), common.height()) > margin) {
                return false;
            }
            Box around = common(region.box(), other.region.box(), margin);
            return around != null && agree(continued(2 * margin), other.continued(2 * margin), around);
        }

        private static boolean agree(Box one, Box other, Box common) {
            Box first = common(one, common, 0);
            Box second = common(other, common, 0);
            return first != null && second != null && first.iou(second) > SAME;
        }

        /** What two rectangles, each enlarged by a margin, have in common; null if they do not even touch. */
        private static Box common(Box one, Box other, double margin) {
            double x1 = Math.max(one.x1(), other.x1()) - margin;
            double y1 = Math.max(one.y1(), other.y1()) - margin;
            double x2 = Math.min(one.x2(), other.x2()) + margin;
            double y2 = Math.min(one.y2(), other.y2()) + margin;
            return x2 > x1 && y2 > y1 ? new Box(x1, y1, x2, y2) : null;
        }

        /** Whether it is the part of this box that its tile shows. */
        boolean isViewOf(Box whole) {
            return region.part(whole).iou(box()) > SAME;
        }
    }

    /** A merged detection and the region that it is from; of one with several parts, that is the whole image. */
    private static final class Kept {
        private final Region region;
        private final boolean cut;
        private Detection found;

        Kept(Detection found, Region region, boolean cut) {
            this.found = found;
            this.region = region;
            this.cut = cut;
        }

        void raise(double score) {
            if (score > found.score()) {
                found = new Detection(found.classIndex(), found.label(), found.box(), score);
            }
        }
    }

    private TileMerging(ImageSize image) {
        this.image = image;
    }

    /**
     * Merges.
     *
     * @param parts of one image: what was found on each of its tiles, and on the whole of it
     * @param image its size
     * @return in pixels of the image, by descending score
     */
    static List<Detection> merge(List<Part> parts, ImageSize image) {
        if (parts.size() == 1) {
            return parts.get(0).found();
        }
        Map<Integer, List<Piece>> byClass = new LinkedHashMap<>();
        for (Part part : parts) {
            for (Detection found : part.found()) {
                byClass.computeIfAbsent(found.classIndex(), index -> new ArrayList<>())
                        .add(new Piece(found, part.region(), image));
            }
        }
        List<Detection> merged = new ArrayList<>();
        byClass.values().forEach(pieces -> merged.addAll(new TileMerging(image).ofClass(pieces)));
        merged.sort(Comparator.comparingDouble(Detection::score).reversed());
        return List.copyOf(merged);
    }

    private List<Detection> ofClass(List<Piece> pieces) {
        List<Piece> ranked = new ArrayList<>(pieces);
        ranked.sort(Comparator.comparingDouble((Piece piece) -> piece.found().score())
                .reversed());
        ranked.stream().filter(piece -> !piece.isCut()).forEach(this::keepComplete);
        List<Piece> rest = ranked.stream()
                .filter(Piece::isCut)
                .filter(piece -> !isPartOfKept(piece))
                .toList();
        joined(rest).forEach(this::keepJoined);
        return kept.stream().map(one -> one.found).toList();
    }

    private void keepComplete(Piece piece) {
        for (Kept other : kept) { // those from one region have been suppressed there
            if (!other.region.equals(piece.region()) && other.found.box().iou(piece.box()) > SAME_OBJECT) {
                return;
            }
        }
        kept.add(new Kept(piece.found(), piece.region(), false));
    }

    private boolean isPartOfKept(Piece piece) {
        boolean part = false;
        for (Kept other : kept) {
            if (other.region.equals(piece.region())) {
                continue;
            }
            if (piece.isViewOf(other.found.box())) {
                other.raise(piece.found().score());
                return true;
            }
            part = part || inside(piece.box(), other.found.box());
        }
        return part;
    }

    private static boolean inside(Box box, Box other) {
        return box.intersection(other) > INSIDE * box.area();
    }

    /** Groups of parts of the same object; the most confident one of each comes first, and the groups are in that order. */
    private static List<List<Piece>> joined(List<Piece> ranked) {
        List<List<Piece>> groups = new ArrayList<>();
        boolean[] used = new boolean[ranked.size()];
        for (int first = 0; first < used.length; first++) {
            if (used[first]) {
                continue;
            }
            used[first] = true;
            double least = COMPARABLE * ranked.get(first).found().score();
            List<Piece> group = new ArrayList<>();
            Deque<Piece> open = new ArrayDeque<>(List.of(ranked.get(first)));
            while (!open.isEmpty()) {
                Piece piece = open.remove();
                group.add(piece);
                for (int i = first + 1; i < used.length && ranked.get(i).found().score() >= least; i++) {
                    if (!used[i] && piece.continues(ranked.get(i))) {
                        used[i] = true;
                        open.add(ranked.get(i));
                    }
                }
            }
            groups.add(group);
        }
        return groups;
    }

    private void keepJoined(List<Piece> group) {
        Piece best = group.get(0);
        Box around = best.box();
        for (Piece piece : group) {
            around = new Box(
                    Math.min(around.x1(), piece.box().x1()),
                    Math.min(around.y1(), piece.box().y1()),
                    Math.max(around.x2(), piece.box().x2()),
                    Math.max(around.y2(), piece.box().y2()));
        }
        Region region = group.size() == 1 ? best.region() : Region.of(image);
        double score = best.found().score();
        for (Kept other : kept) {
            Box box = other.found.box();
            boolean same = box.iou(around) > SAME_OBJECT;
            if (!other.region.equals(region) && (same || inside(around, box))) {
                other.raise(same ? score : 0);
                return;
            }
        }
        Kept joined =
                new Kept(new Detection(best.found().classIndex(), best.found().label(), around, score), region, true);
        for (Iterator<Kept> others = kept.iterator(); others.hasNext(); ) {
            Kept other = others.next();
            if (other.cut && !other.region.equals(region) && inside(other.found.box(), around)) {
                joined.raise(other.found.score());
                others.remove();
            }
        }
        kept.add(joined);
    }
}
