package org.vpt4j.detect.task;

import java.util.List;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;

/**
 * How images enter a task's backbone, and what of it the head reads.
 *
 * @param input size that every image is letterboxed to, in pixels; sides up to {@value #MOST_PIXELS}
 * @param normalization of its pixels
 * @param layers encoder layers whose feature maps the head reads, from 1, ascending
 */
public record Preprocessing(ImageSize input, Normalization normalization, List<Integer> layers) {

    /** Longest side of an input; a transformer could not attend over more. */
    public static final int MOST_PIXELS = 8192;

    /** @throws IllegalArgumentException if the input is too large, there is no layer, or they are not ascending from 1 */
    public Preprocessing {
        if (Math.max(input.width(), input.height()) > MOST_PIXELS) {
            throw new IllegalArgumentException("preprocessing: an input of " + input + " is larger than " + MOST_PIXELS
                    + " px, the most there is");
        }
        layers = List.copyOf(layers);
        int before = 0;
        for (int layer : layers) {
            if (layer <= before) {
                throw new IllegalArgumentException("preprocessing.layers: not ascending from 1: " + Excerpt.of(layers));
            }
            before = layer;
        }
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("preprocessing.layers: a head needs at least one layer to read");
        }
    }

    /** Turns images into the encoder's pixels. */
    public Letterbox letterbox() {
        return new Letterbox(input, normalization);
    }
}
