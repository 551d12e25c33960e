package org.vpt4j.samples.data;

import java.util.Set;
import org.vpt4j.datasets.format.Findings.Finding.Kind;

/** What the kinds of findings mean to somebody who trains a detector, and which of them are no defects. */
final class DefectMeaning {
    private static final Set<Kind> NOTES = Set.of(
            Kind.CROWD,
            Kind.OUTLINE,
            Kind.INTERPOLATED,
            Kind.ROOT_CATEGORY,
            Kind.CLASS_DROPPED,
            Kind.PATH_BY_ITS_END,
            Kind.IMAGE_WITHOUT_OBJECT,
            Kind.BOX_CUT);

    private DefectMeaning() {}

    /** Whether it only tells what is there, and nothing is wrong with it. */
    static boolean isNote(Kind kind) {
        return NOTES.contains(kind);
    }

    /** A sentence. */
    static String of(Kind kind) {
        return switch (kind) {
            case IMAGE_WITHOUT_ANNOTATION ->
                "Nobody says what is on these images: they are no background, so most formats" + " leave them out.";
            case ANNOTATION_WITHOUT_IMAGE ->
                "The boxes are there but not the images: often files that were not copied, or" + " renamed.";
            case ANNOTATION_BROKEN -> "The entry or file cannot be read; its boxes are missing.";
            case IMAGE_OUTSIDE_FOLDER ->
                "The path leads out of the dataset's folder; it would work on one machine only.";
            case IMAGE_UNREADABLE -> "The file is damaged, or not an image that can be decoded.";
            case IMAGE_INCOMPLETE -> "The file was cut off a little; all of its pixels are there.";
            case SIZE_DIFFERS -> "The image was scaled or replaced after it was labelled.";
            case BOX_UNITS -> "The format has pixels, but these boxes are fractions of the image's size.";
            case BOX_STORED_FRAME ->
                "The boxes were drawn before the image was turned upright by its EXIF orientation.";
            case ROTATION_UNCLEAR ->
                "The image is turned by 180°, mirrored or square, so that its size does not tell whether the boxes were"
                        + " drawn before that or after.";
            case BOX_CLIPPED -> "A part of the box is outside the image.";
            case BOX_OUTSIDE -> "All of the box is outside the image: a wrong image, or swapped coordinates.";
            case BOX_EMPTY -> "The box has no area, or its edges are in the wrong order.";
            case BOX_THIN -> "A slip of the mouse in most cases: no object can be seen in a line of pixels.";
            case BOX_WHOLE_IMAGE -> "Right for a portrait, wrong if an image's class was turned into a box.";
            case BOX_SHIFTED -> "Tools that count pixels from 1 write boxes that are off by one in those that do not.";
            case BOX_WITHOUT_IMAGE -> "The box belongs to an image that the file does not list.";
            case UNKNOWN_CATEGORY -> "The box has a class that is not in the list of classes.";
            case DUPLICATE_BOX -> "The same box twice counts the object twice.";
            case DUPLICATE_ID -> "Two entries share an id, so that one of them gets the other's boxes.";
            case DUPLICATE_IMAGE -> "An image is listed more than once.";
            case NOT_LISTED -> "The image is labelled, but the lists of the splits leave it out.";
            case LISTED_BUT_MISSING -> "A list names an image that is not there.";
            case EMPTY_SPLIT -> "A split without images.";
            case CLASS_WITHOUT_BOX -> "A class that no box has: it cannot be learned, and takes part in every average.";
            case CLASS_NOT_IN_TRAIN -> "A class that is evaluated but never learned.";
            case CLASS_IN_ONE_SPLIT -> "A class that is learned but never evaluated.";
            case CLASS_NAMES_SIMILAR -> "Two spellings split one class into two, each with half of the examples.";
            case IMAGE_TWIN -> "The same image counts twice.";
            case IMAGE_TWIN_LABELS -> "The same image with different boxes: one of the two labels is wrong.";
            case SPLIT_LEAK -> "What is evaluated on was learned: the figures are better than the detector.";
            case NO_USABLE_BOX ->
                "The image has boxes, but none that can be used: learned as background, it would teach"
                        + " to miss objects.";
            case IMAGE_WITHOUT_OBJECT ->
                "Images that are labelled as empty: background, which helps against false alarms.";
            case CROWD -> "Regions that are neither a target nor a mistake.";
            case INTERPOLATED ->
                "The file has the object in key frames only: between them its box is moved in equal steps, as CVAT does.";
            case OTHER_LABEL -> "A box has one class: the other labels of the object are lost.";
            case LABELS_SHARED ->
                "Images that differ in nothing but their extension have one label file: are its boxes right for both?";
            case OUTLINE -> "Polygons, circles and masks are used as their bounding boxes.";
            case FILE_NOT_USED -> "A file that looks like annotations and belongs to nothing that was read.";
            default -> "";
        };
    }
}
