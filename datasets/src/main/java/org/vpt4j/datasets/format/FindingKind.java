package org.vpt4j.datasets.format;

import org.vpt4j.vision.error.Counted;

/** The kinds of problems that a dataset can have and still be used. */
public enum FindingKind {
    IMAGE_WITHOUT_ANNOTATION("image without annotation", "images without annotation"),
    ANNOTATION_WITHOUT_IMAGE("annotated image that is absent", "annotated images that are absent"),
    IMAGE_UNREADABLE("unreadable image", "unreadable images"),
    SIZE_DIFFERS("image of another size than annotated", "images of another size than annotated"),
    BOX_CLIPPED("box that sticks out of its image", "boxes that stick out of their images"),
    BOX_OUTSIDE("box outside its image", "boxes outside their images"),
    BOX_EMPTY("empty or inverted box", "empty or inverted boxes"),
    BOX_WITHOUT_IMAGE("box of an unknown image", "boxes of unknown images"),
    UNKNOWN_CATEGORY("box of an unknown category", "boxes of unknown categories"),
    DUPLICATE_BOX("box given twice", "boxes given twice"),
    DUPLICATE_ID("id used twice", "ids used twice"),
    DUPLICATE_IMAGE("image given twice", "images given twice"),
    NOT_LISTED("annotated image in no split", "annotated images in no split"),
    LISTED_BUT_ABSENT("image of a split that is absent", "images of a split that are absent"),
    EMPTY_SPLIT("split without images", "splits without images"),
    ROOT_CATEGORY("category that only groups others", "categories that only group others"),
    CLASS_WITHOUT_BOX("class without any box", "classes without any box"),
    CLASS_NOT_IN_TRAIN("class without a box to learn from", "classes without a box to learn from"),
    CROWD("crowd or difficult object", "crowd or difficult objects");

    private final String one;
    private final String many;

    FindingKind(String one, String many) {
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
