package org.vpt4j.detect.train;

import java.util.ArrayList;
import java.util.List;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.FeatureLayers;
import org.vpt4j.vision.image.ImageSize;

/**
 * What is stored per image: the features the head reads from layers below the first trained one and, if the head also
 * reads layers from there on, the tokens that enter it. All as 16-bit floats, concatenated.
 *
 * @param layer the lowest trained layer; L + 1 if none
 * @param below layers whose maps {@code [D, h, w]} are stored, ascending; the image's is {@code [3, H, W]}
 * @param tokens number of tokens {@code [1+R+N, D]} stored after them; 0 for none
 * @param width D
 * @param patch pixels along a patch's side
 * @param rows h
 * @param columns w
 */
record FeatureForm(int layer, List<Integer> below, int tokens, int width, int patch, int rows, int columns) {

    /**
     * One array of an image's record, from byte {@code offset}: cells in rows and columns, in one plane for each channel, or
     * with {@code unit} values together.
     *
     * @param before values that come before the cells: class token and registers
     * @param planes of cells
     * @param unit values of a cell in a plane
     */
    record Part(int offset, int before, int planes, int unit, int rows, int columns) {
        int bytes() {
            return Short.BYTES * (before + planes * unit * rows * columns);
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
        return new FeatureForm(lowestLayer, below, tokens, encoder.width(), encoder.patch(), rows, columns);
    }

    /** The maps of {@link #below} in order, then the tokens. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        int offset = 0;
        for (int map : below) {
            Part part = map == FeatureLayers.IMAGE
                    ? new Part(offset, 0, 3, 1, patch * rows, patch * columns)
                    : new Part(offset, 0, width, 1, rows, columns);
            parts.add(part);
            offset += part.bytes();
        }
        if (tokens > 0) {
            parts.add(new Part(offset, (tokens - rows * columns) * width, 1, width, rows, columns));
        }
        return parts;
    }

    /** Bytes per image. */
    int bytes() {
        return parts().stream().mapToInt(Part::bytes).sum();
    }
}
