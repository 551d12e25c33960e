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
 * Pictures letterboxed to one canvas and normalised: float32 {@code [B, 3, H, W]}, and for each how it lies there. Close
 * it when the pixels are no longer used: the memory is filled anew.
 */
final class PixelBatch implements AutoCloseable {
    private final PixelBuffers buffers;
    private final ImageSize canvas;
    private final List<AxisAlignedTransform> transforms;
    private ByteBuffer memory;

    private PixelBatch(
            PixelBuffers buffers, ImageSize canvas, List<AxisAlignedTransform> transforms, ByteBuffer memory) {
        this.buffers = buffers;
        this.canvas = canvas;
        this.transforms = List.copyOf(transforms);
        this.memory = memory;
    }

    /**
     * Prepares pictures.
     *
     * @param images of any sizes, at least one
     * @param preprocessing its canvas and normalization
     * @param buffers whose memory is used
     */
    public static PixelBatch of(List<Image> images, Preprocessing preprocessing, PixelBuffers buffers) {
        ImageSize canvas = preprocessing.canvas();
        int length = Normalization.length(canvas);
        ByteBuffer memory = buffers.take(Math.multiplyExact(length, images.size()));
        FloatBuffer pixels = memory.asFloatBuffer();
        List<AxisAlignedTransform> transforms = new ArrayList<>();
        for (Image image : images) {
            AxisAlignedTransform transform = Letterbox.fit(image.size(), canvas);
            Image letterboxed = Resampler.resample(image, transform, canvas);
            preprocessing.normalization().write(letterboxed, pixels, transforms.size() * length);
            transforms.add(transform);
        }
        return new PixelBatch(buffers, canvas, transforms, memory);
    }

    /** Pictures in the batch: B. */
    public int size() {
        return transforms.size();
    }

    public ImageSize canvas() {
        return canvas;
    }

    /** From picture i to the canvas. */
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
        int bytes = Math.multiplyExact(Float.BYTES * size(), Normalization.length(canvas));
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
