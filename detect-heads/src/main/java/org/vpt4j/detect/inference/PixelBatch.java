package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.image.Resampler;

/**
 * Images letterboxed to one input and normalised: float32 {@code [B, 3, H, W]}, and for each how it lies there. Close
 * it when the pixels are no longer used: the memory is filled anew.
 */
final class PixelBatch implements AutoCloseable {
    private final PixelBuffers buffers;
    private final ImageSize input;
    private final List<AxisAlignedTransform> transforms;
    private ByteBuffer memory;

    private PixelBatch(
            PixelBuffers buffers, ImageSize input, List<AxisAlignedTransform> transforms, ByteBuffer memory) {
        this.buffers = buffers;
        this.input = input;
        this.transforms = List.copyOf(transforms);
        this.memory = memory;
    }

    /**
     * Prepares images.
     *
     * @param images of any sizes, at least one
     * @param preprocessing its input and normalization
     * @param buffers whose memory is used
     */
    public static PixelBatch of(List<Image> images, Preprocessing preprocessing, PixelBuffers buffers) {
        ImageSize input = preprocessing.input();
        int length = Normalization.length(input);
        ByteBuffer memory = buffers.take(Math.multiplyExact(length, images.size()));
        FloatBuffer pixels = memory.asFloatBuffer();
        List<AxisAlignedTransform> transforms = new ArrayList<>();
        for (Image image : images) {
            AxisAlignedTransform transform = Letterbox.fit(image.size(), input);
            Image letterboxed = Resampler.resample(image, transform, input);
            preprocessing.normalization().write(letterboxed, pixels, transforms.size() * length);
            transforms.add(transform);
        }
        return new PixelBatch(buffers, input, transforms, memory);
    }

    /** Images in the batch: B. */
    public int size() {
        return transforms.size();
    }

    public ImageSize input() {
        return input;
    }

    /** From image i to the input. */
    public AxisAlignedTransform transform(int i) {
        return transforms.get(i);
    }

    /**
     * All the pixels, in a direct buffer of native byte order, from position 0 to its limit.
     *
     * @throws IllegalStateException if the batch is closed
     */
    public ByteBuffer pixels() {
        if (memory == null) {
            throw new IllegalStateException("the batch is closed");
        }
        int bytes = Math.multiplyExact(Float.BYTES * size(), Normalization.length(input));
        return memory.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        if (memory != null) {
            buffers.giveBack(memory);
            memory = null;
        }
    }
}
