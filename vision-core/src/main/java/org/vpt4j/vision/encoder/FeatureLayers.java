package org.vpt4j.vision.encoder;

import java.util.List;
import java.util.Map;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.ImageSize;

/**
 * The numbers by which a head names the maps that it reads: 1 is the first layer, L the last, and {@link #IMAGE} stands for the
 * image itself.
 */
public final class FeatureLayers {
    /** The normalised image, {@code [B, 3, H, W]}, without a pixel prompt: for detail that is lost between patches. */
    public static final int IMAGE = 0;

    private FeatureLayers() {}

    /** The layers among them: all but {@link #IMAGE}. */
    public static List<Integer> encoded(List<Integer> layers) {
        return layers.stream().filter(layer -> layer != IMAGE).toList();
    }

    /** Puts the image, if it is among the layers, at its place in a list of the other maps. */
    static <T> void addImage(List<T> encoded, List<Integer> layers, Map<Integer, T> maps) {
        if (layers.contains(IMAGE)) {
            encoded.add(layers.indexOf(IMAGE), maps.get(IMAGE));
        }
    }

    /** Channels of a map: 3 of the image, D of a layer. */
    public static int channels(EncoderConfig encoder, int layer) {
        return layer == IMAGE ? 3 : encoder.width();
    }

    /** Pixels along the side of a map's cell: 1 in the image, the patch in a layer. */
    public static int stride(EncoderConfig encoder, int layer) {
        return layer == IMAGE ? 1 : encoder.patch();
    }

    /** Rows and columns of a map, as a size. */
    public static ImageSize grid(EncoderConfig encoder, int layer, ImageSize input) {
        int stride = stride(encoder, layer);
        return new ImageSize(input.width() / stride, input.height() / stride);
    }

    /** @throws ConfigException if there is no layer among them, or one that the encoder does not have */
    static void require(EncoderConfig encoder, List<Integer> layers) {
        encoder.requireLayers(encoded(layers));
    }
}
