package org.vpt4j.datasets;

import org.vpt4j.vision.image.Box;

/**
 * One labelled object of an image.
 *
 * @param classIndex position of its class in {@link DetectionDataset#classes()}, from 0
 * @param box where it is, in pixels of the (upright) image
 * @param crowd whether it stands for something that is neither a target nor a miss: COCO's crowd, VOC's difficult
 * @param area its area in square pixels as the annotation says (COCO: that of the mask), else that of the box
 */
public record Annotation(int classIndex, Box box, boolean crowd, double area) {
    public Annotation {
        if (classIndex < 0) {
            throw new IllegalArgumentException("class index " + classIndex + " is negative");
        }
    }

    public static Annotation of(int classIndex, Box box) {
        return new Annotation(classIndex, box, false, box.area());
    }

    /** The same object at another place: its area is that of the box. */
    public Annotation at(Box other) {
        return new Annotation(classIndex, other, crowd, other.area());
    }
}
