package org.vpt4j.datasets.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vpt4j.vision.error.Counted;

/** All problems of a dataset, in the order in which they were found. */
public record Findings(List<Finding> all) {
    private static final int LISTED = 3;

    public Findings {
        all = List.copyOf(all);
    }

    public static Findings none() {
        return new Findings(List.of());
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public int count(Finding.Kind kind) {
        return of(kind).size();
    }

    public List<Finding> of(Finding.Kind kind) {
        return all.stream().filter(finding -> finding.kind() == kind).toList();
    }

    /**
     * Findings of one kind that were handled in the same way.
     *
     * @param done how they were handled
     * @param found at least one
     */
    public record Group(Finding.Kind kind, String done, List<Finding> found) {
        public Group {
            found = List.copyOf(found);
        }

        /** The distinct images, classes or ids that are affected. */
        public List<String> subjects() {
            return found.stream().map(Finding::subject).distinct().toList();
        }
    }

    /** All findings, grouped by kind and by what was done. */
    public List<Group> groups() {
        Map<Finding.Kind, Map<String, List<Finding>>> groups = new EnumMap<>(Finding.Kind.class);
        for (Finding finding : all) {
            groups.computeIfAbsent(finding.kind(), kind -> new LinkedHashMap<>())
                    .computeIfAbsent(finding.done(), done -> new ArrayList<>())
                    .add(finding);
        }
        List<Group> list = new ArrayList<>();
        groups.forEach((kind, byDone) -> byDone.forEach((done, found) -> list.add(new Group(kind, done, found))));
        return list;
    }

    /**
     * A line for each group, e.g. {@code 191 annotations whose images are missing (dropped): a.jpg, b.jpg, c.jpg and
     * 188 more}; empty if nothing was found.
     */
    public List<String> summary() {
        return groups().stream()
                .map(group -> group.kind().counted(group.found().size()) + " (" + group.done() + "): "
                        + firstOf(group.subjects()))
                .toList();
    }

    private static String firstOf(List<String> names) {
        String first = String.join(", ", names.stream().limit(LISTED).toList());
        return names.size() > LISTED ? first + " and " + (names.size() - LISTED) + " more" : first;
    }

    /** Collects findings while a dataset is read. */
    public static final class Collector {
        private final List<Finding> found = new ArrayList<>();
        private final Set<Path> read = new HashSet<>();
        private final Set<Path> incomplete = new HashSet<>();

        private final boolean readsOn;
        private final boolean allowsOutside;

        public Collector() {
            this(false, false);
        }

        /**
         * Says how it is read.
         *
         * @param readsOn whether a broken entry of an annotation file is a finding too, and not the end of reading
         * @param allowsOutside whether images outside the dataset's folder are used, and not a finding
         */
        public Collector(boolean readsOn, boolean allowsOutside) {
            this.readsOn = readsOn;
            this.allowsOutside = allowsOutside;
        }

        /** Whether images outside the dataset's folder are used. */
        boolean allowsOutside() {
            return allowsOutside;
        }

        /** Notes a broken entry that is left out; throws what was thrown if that ends the reading. */
        void broken(FilePosition position, DatasetException thrown) {
            if (!readsOn) {
                throw thrown;
            }
            add(Finding.Kind.ANNOTATION_BROKEN, position.file(), position, thrown.getMessage(), "dropped");
        }

        /** Notes a broken file of one image ({@link FileDefects}), which would be learned without its other objects; the others are read. */
        void brokenFile(String subject, FilePosition position, DatasetException thrown) {
            add(Finding.Kind.ANNOTATION_BROKEN, subject, position, thrown.getMessage(), "its image is left out");
            for (Throwable other : readsOn ? thrown.getSuppressed() : new Throwable[0]) {
                add(Finding.Kind.ANNOTATION_BROKEN, subject, position, other.getMessage(), "its image is left out");
            }
        }

        /** Reads an entry; what is thrown for a broken one is a finding, unless that ends the reading. */
        void tryReading(FilePosition position, Runnable entry) {
            try {
                entry.run();
            } catch (DatasetException e) {
                broken(position, e);
            }
        }

        /** Marks a file as used: one that is not, and that no finding names, is reported in the end. */
        public void read(Path file) {
            read.add(file.toAbsolutePath().normalize());
        }

        /**
         * Marks an image of which a box could not be used, which a finding says: without another box it is no background, but
         * left out.
         */
        void incomplete(Path image) {
            incomplete.add(image.toAbsolutePath().normalize());
        }

        /** Whether a box of an image could not be used. */
        public boolean isIncomplete(Path image) {
            return !incomplete.isEmpty()
                    && incomplete.contains(image.toAbsolutePath().normalize());
        }

        /** Reads an entry of an image as {@link #tryReading(FilePosition, Runnable)}; with a broken one it is incomplete. */
        void tryReading(FilePosition position, Path image, Runnable entry) {
            try {
                entry.run();
            } catch (DatasetException e) {
                broken(position, e);
                incomplete(image);
            }
        }

        /** The files that were marked as used. */
        public Set<Path> files() {
            return Collections.unmodifiableSet(read);
        }

        public void add(Finding.Kind kind, String subject, FilePosition position, String detail, String done) {
            found.add(new Finding(kind, subject, position, detail, done));
        }

        public Findings collected() {
            return new Findings(found);
        }
    }

    /**
     * One problem in a dataset and what was done about it.
     *
     * @param subject the name of the image or class, or the id that is affected
     * @param position where the problem is
     * @param detail the offending values; may be empty
     * @param done what was done: "dropped", "clipped", "kept", …
     */
    public record Finding(Kind kind, String subject, FilePosition position, String detail, String done) {
        /** The problems that a dataset can have and still be usable. */
        public enum Kind {
            IMAGE_WITHOUT_ANNOTATION("image without annotations", "images without annotations"),
            ANNOTATION_WITHOUT_IMAGE("annotation whose image is missing", "annotations whose images are missing"),
            ANNOTATION_BROKEN("broken annotation file", "broken annotation files"),
            FILE_NOT_USED("file that is not used", "files that are not used"),
            IMAGE_OUTSIDE_FOLDER("image outside the dataset's folder", "images outside the dataset's folder"),
            IMAGE_UNREADABLE("unreadable image", "unreadable images"),
            IMAGE_INCOMPLETE("image file without its end marker", "image files without their end markers"),
            SIZE_DIFFERS(
                    "image whose size differs from its annotation", "images whose size differs from their annotation"),
            BOX_UNITS("image whose boxes are fractions of its size", "images whose boxes are fractions of their sizes"),
            BOX_STORED_FRAME(
                    "image whose boxes are those of its stored pixels",
                    "images whose boxes are those of their stored pixels"),
            ROTATION_UNCLEAR(
                    "rotated image whose boxes may be those of its stored pixels",
                    "rotated images whose boxes may be those of their stored pixels"),
            BOX_CLIPPED("box that extends beyond its image", "boxes that extend beyond their images"),
            BOX_OUTSIDE("box outside its image", "boxes outside their images"),
            BOX_CUT("box cut off by a tile", "boxes cut off by tiles"),
            BOX_EMPTY("empty or inverted box", "empty or inverted boxes"),
            BOX_WITHOUT_IMAGE("box of an unknown image", "boxes of unknown images"),
            UNKNOWN_CATEGORY("box of an unknown category", "boxes of unknown categories"),
            DUPLICATE_BOX("duplicate box", "duplicate boxes"),
            DUPLICATE_ID("duplicate id", "duplicate ids"),
            DUPLICATE_IMAGE("duplicate image", "duplicate images"),
            NOT_LISTED("annotated image in no split", "annotated images in no split"),
            LISTED_BUT_MISSING("missing image that a split lists", "missing images that a split lists"),
            EMPTY_SPLIT("empty split", "empty splits"),
            SAME_SPLIT("split that repeats another", "splits that repeat others"),
            ROOT_CATEGORY("category that only groups others", "categories that only group others"),
            CLASS_DROPPED("box of a dropped class", "boxes of dropped classes"),
            PATH_BY_ITS_END("image found by the end of its path", "images found by the ends of their paths"),
            OUTLINE("outline used as its bounding box", "outlines used as their bounding boxes"),
            INTERPOLATED("object between key frames of a video", "objects between key frames of a video"),
            OTHER_LABEL("object with more than one label", "objects with more than one label"),
            LABELS_SHARED("label file of two images", "label files of two images"),
            SHAPE_WITHOUT_BOX("shape that has no box", "shapes that have no box"),
            CLASS_WITHOUT_BOX("class without boxes", "classes without boxes"),
            CLASS_NOT_IN_TRAIN("class without training boxes", "classes without training boxes"),
            CLASS_IN_ONE_SPLIT("class in only one split", "classes in only one split"),
            CLASS_NAMES_SIMILAR(
                    "pair of class names that are nearly equal", "pairs of class names that are nearly equal"),
            BOX_THIN("box at most one pixel wide or high", "boxes at most one pixel wide or high"),
            BOX_WHOLE_IMAGE("box as large as its image", "boxes as large as their images"),
            BOX_SHIFTED("sign that boxes are shifted by a pixel", "signs that boxes are shifted by a pixel"),
            IMAGE_TWIN("image that is stored twice", "images that are stored twice"),
            IMAGE_TWIN_LABELS(
                    "image that is stored twice with different boxes",
                    "images that are stored twice with different boxes"),
            SPLIT_LEAK("image that is in two splits", "images that are in two splits"),
            IMAGE_WITHOUT_OBJECT("image without objects", "images without objects"),
            NO_USABLE_BOX("image without a usable box", "images without a usable box"),
            CROWD("crowd or difficult object", "crowd or difficult objects");

            private final String one;
            private final String many;

            Kind(String one, String many) {
                this.one = one;
                this.many = many;
            }

            /** {@code 1 unreadable image}, {@code 3 unreadable images} */
            public String counted(int count) {
                return Counted.of(count, one, many);
            }

            @Override
            public String toString() {
                return one;
            }
        }

        /** {@code a.xml line 14: box that extends beyond its image: a.jpg, [1, 2, 700, 40] on 640x480 (clipped)} */
        @Override
        public String toString() {
            String whom = position.file().equals(subject) ? "" : ": " + subject;
            return position + ": " + kind + whom + (detail.isEmpty() ? "" : ", " + detail) + " (" + done + ")";
        }
    }
}
