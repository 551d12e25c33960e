package org.vpt4j.datasets;

import org.vpt4j.vision.image.Box;

/**
 * A labelled object in an image.
 *
 * @param classIndex index of its class in {@link DetectionDataset#classes()}
 * @param box in pixels of the upright image
 * @param crowd whether it is an ignore region, neither a target nor a miss: COCO's crowd, VOC's difficult
 * @param area in square pixels, as annotated (COCO: the area of the mask), else that of the box
 */
public record Annotation(int classIndex, Box box, boolean crowd, double area) {
    public Annotation {
        if (classIndex < 0) {
            throw new IllegalArgumentException("class index " + classIndex + " is negative");
        }
    }

    /** The same object with another class. */
    public Annotation ofClass(int index) {
        return new Annotation(index, box, crowd, area);
    }

    public static Annotation of(int classIndex, Box box) {
        return new Annotation(classIndex, box, false, box.area());
    }

    /** The same object with another box, whose area becomes its area. */
    public Annotation at(Box other) {
        return new Annotation(classIndex, other, crowd, other.area());
    }
}
