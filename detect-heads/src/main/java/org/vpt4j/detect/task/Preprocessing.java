package org.vpt4j.detect.task;

import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;

/**
 * How images enter a task's backbone.
 *
 * @param input size that every image is letterboxed to, in pixels; sides up to {@value #MOST_PIXELS}
 * @param normalization of its pixels
 */
public record Preprocessing(ImageSize input, Normalization normalization) {

    /** Longest side of an input; a transformer could not attend over more. */
    public static final int MOST_PIXELS = 8192;

    /** @throws IllegalArgumentException if the input is too large */
    public Preprocessing {
        if (Math.max(input.width(), input.height()) > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "preprocessing: an input of " + input + " is too large; the limit is " + MOST_PIXELS + " px");
        }
    }

    /** Turns images into the encoder's pixels. */
    public Letterbox letterbox() {
        return new Letterbox(input, normalization);
    }
}
