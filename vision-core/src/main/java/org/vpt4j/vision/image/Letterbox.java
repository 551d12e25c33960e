package org.vpt4j.vision.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Turns images of any size into an encoder's input: scaled to fit without changing the aspect ratio, centred, padded with
 * {@link Resampler#MEAN_COLOR}, and normalised. Training, detection, export and DJL all prepare their pixels here.
 *
 * @param input size of the input in pixels
 * @param normalization of the pixels
 */
public record Letterbox(ImageSize input, Normalization normalization) {

    /** The map from the image to the input; small images are scaled up. The rest of the input is padding. */
    public static AxisAlignedTransform fit(ImageSize source, ImageSize input) {
        double scale = Math.min((double) input.width() / source.width(), (double) input.height() / source.height());
        return new AxisAlignedTransform(
                scale,
                scale,
                (input.width() - source.width() * scale) / 2,
                (input.height() - source.height() * scale) / 2);
    }

    /** Size of an image's pixels in floats: {@code 3 * H * W}. */
    public int floats() {
        return Normalization.length(input);
    }

    /**
     * Writes one image of a batch as float32 {@code [3, H, W]}, red first.
     *
     * @param pixels {@code [B, 3, H, W]} from index 0; position and limit are unchanged
     * @param index of the image in the batch, from 0
     * @return the map from the image to the input
     */
    public AxisAlignedTransform write(Image image, FloatBuffer pixels, int index) {
        return write(image, Region.of(image.size()), pixels, index);
    }

    /**
     * The same for a region of an image, as if it had been cut out, without doing so.
     *
     * @return the map from the region, whose upper left corner is (0, 0), to the input
     * @throws IllegalArgumentException if part of the region is outside the image
     */
    public AxisAlignedTransform write(Image image, Region region, FloatBuffer pixels, int index) {
        AxisAlignedTransform transform = fit(region.size(), input);
        write(image, region, transform, UnaryOperator.identity(), pixels, index);
        return transform;
    }

    /**
     * Writes a region of an image where a map puts it. The rest of the input is padding.
     *
     * @param transform from the region, whose upper left corner is (0, 0), to the input
     * @param change of the scaled region, of which it keeps the size, before it is normalised
     * @throws IllegalArgumentException if part of the region is outside the image
     */
    public void write(
            Image image,
            Region region,
            AxisAlignedTransform transform,
            UnaryOperator<Image> change,
            FloatBuffer pixels,
            int index) {
        if (!region.isInside(image.size())) {
            throw new IllegalArgumentException("the region " + region + " is not inside the image of " + image.size());
        }
        Optional<Content> content = Resampler.content(image, region, transform, input)
                .map(there -> new Content(there.left(), there.top(), change.apply(there.image())));
        normalization.write(content, input, Resampler.MEAN_COLOR, pixels, index * floats());
    }

    /** The pixels of a batch, {@code [B, 3, H, W]}, in a new direct buffer of native byte order. */
    public ByteBuffer pixels(List<Image> images) {
        int bytes = Math.multiplyExact(Float.BYTES * images.size(), floats());
        ByteBuffer pixels = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        for (int i = 0; i < images.size(); i++) {
            write(images.get(i), pixels.asFloatBuffer(), i);
        }
        return pixels;
    }
}
