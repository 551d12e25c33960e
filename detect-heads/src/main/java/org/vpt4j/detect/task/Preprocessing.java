package org.vpt4j.detect.task;

import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Tiling;

/**
 * How images enter a task's backbone.
 *
 * @param input size that every image is letterboxed to, in pixels; sides up to {@value #MOST_PIXELS}
 * @param normalization of its pixels
 * @param tiles into which large images are cut, in addition to the whole image; not {@code auto}
 */
public record Preprocessing(ImageSize input, Normalization normalization, Tiling tiles) {

    /** Longest side of an input; a transformer could not attend over more. */
    public static final int MOST_PIXELS = 8192;

    /** @throws IllegalArgumentException if the input is too large, or the tiles are not decided */
    public Preprocessing {
        if (Math.max(input.width(), input.height()) > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "preprocessing: an input of " + input + " is too large; the limit is " + MOST_PIXELS + " px");
        }
        if (tiles.isAuto()) {
            throw new IllegalArgumentException("preprocessing.tiles: a task has certain tiles, or none: off");
        }
    }

    /** Without tiles. */
    public Preprocessing(ImageSize input, Normalization normalization) {
        this(input, normalization, Tiling.OFF);
    }

    /** Turns images into the encoder's pixels. */
    public Letterbox letterbox() {
        return new Letterbox(input, normalization);
    }
}
