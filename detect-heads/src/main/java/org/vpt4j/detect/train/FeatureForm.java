package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.image.ImageSize;

/**
 * What is stored per image: the features the head reads from layers below the first trained one and, if the head also
 * reads layers from there on, the tokens that enter it. All as 16-bit floats, concatenated.
 *
 * @param layer the lowest trained layer; L + 1 if none
 * @param below layers whose feature maps {@code [D, h, w]} are stored, ascending
 * @param tokens number of tokens {@code [1+R+N, D]} stored after them; 0 for none
 * @param width D
 * @param rows h
 * @param columns w
 */
record FeatureForm(int layer, List<Integer> below, int tokens, int width, int rows, int columns) {

    /** One array: {@code values} floats from byte {@code offset} of an image's record. */
    record Part(int offset, int values) {
        int bytes() {
            return Short.BYTES * values;
        }
    }

    FeatureForm {
        below = List.copyOf(below);
    }

    static FeatureForm of(EncoderConfig encoder, int lowestLayer, List<Integer> featureLayers, ImageSize input) {
        int rows = input.height() / encoder.patch();
        int columns = input.width() / encoder.patch();
        List<Integer> below =
                featureLayers.stream().filter(i -> i < lowestLayer).sorted().toList();
        boolean rest = featureLayers.stream().anyMatch(i -> i >= lowestLayer);
        int tokens = rest ? encoder.prefixTokens() + rows * columns : 0;
        return new FeatureForm(lowestLayer, below, tokens, encoder.width(), rows, columns);
    }

    /** The maps of {@link #below} in order, then the tokens. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < below.size(); i++) {
            int values = width * rows * columns;
            parts.add(new Part(Short.BYTES * i * values, values));
        }
        if (tokens > 0) {
            parts.add(new Part(Short.BYTES * below.size() * width * rows * columns, tokens * width));
        }
        return parts;
    }

    /** Bytes per image. */
    int bytes() {
        return parts().stream().mapToInt(Part::bytes).sum();
    }
}
