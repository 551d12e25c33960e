package org.vpt4j.vision.tuning;

import ai.djl.ndarray.types.Shape;
import org.vpt4j.vision.image.ImageSize;

/**
 * A rectangle of learned values {@code [3, height, width]} on the input.
 *
 * @param parameter its name
 * @param left columns of the input left of it, in pixels
 * @param top rows above it
 */
record Piece(String parameter, int left, int top, ImageSize size) {
    Shape shape() {
        return new Shape(3, size.height(), size.width());
    }
}
