package org.vpt4j.datasets.format;

import org.vpt4j.vision.error.Counted;

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
        IMAGE_UNREADABLE("unreadable image", "unreadable images"),
        SIZE_DIFFERS("image whose size differs from its annotation", "images whose size differs from their annotation"),
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
        ROOT_CATEGORY("category that only groups others", "categories that only group others"),
        CLASS_WITHOUT_BOX("class without boxes", "classes without boxes"),
        CLASS_NOT_IN_TRAIN("class without training boxes", "classes without training boxes"),
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
