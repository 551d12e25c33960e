package org.vpt4j.datasets.loader;

import java.util.List;
import java.util.function.UnaryOperator;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/**
 * What is left of an image's boxes where only a window of it is visible: they are clipped to the window, and dropped if too
 * little of them is inside.
 *
 * @param minVisible fraction of a box's area that must be visible to keep it, in (0, 1]
 */
record Clipping(double minVisible) {
    public Clipping {
        if (!(minVisible > 0 && minVisible <= 1)) {
            throw new IllegalArgumentException("0 < minVisible <= 1 is needed, got " + minVisible);
        }
    }

    /**
     * The objects that stay, in their order.
     *
     * @param move from the image's pixels to those of the window
     * @param window the visible part, in pixels after the move
     */
    List<Annotation> clip(List<Annotation> annotations, UnaryOperator<Box> move, Box window) {
        return annotations.stream()
                .map(annotation -> annotation.at(move.apply(annotation.box())))
                .filter(moved -> isVisible(moved.box(), window))
                .map(moved -> moved.at(common(moved.box(), window)))
                .toList();
    }

    private boolean isVisible(Box box, Box window) {
        double visible = box.intersection(window);
        return visible > 0 && visible >= minVisible * box.area();
    }

    /** The intersection of two boxes that overlap. */
    static Box common(Box a, Box b) {
        return new Box(
                Math.max(a.x1(), b.x1()), Math.max(a.y1(), b.y1()), Math.min(a.x2(), b.x2()), Math.min(a.y2(), b.y2()));
    }

    /** All of an image. */
    static Box whole(ImageSize size) {
        return new Box(0, 0, size.width(), size.height());
    }
}
