package org.vpt4j.datasets.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.vpt4j.vision.image.ImageSize;

/**
 * Images of one input size with their boxes. Close it when its pixels are no longer used: the loader reuses their memory.
 *
 * <p>Arrays made over {@link #pixels()} without a copy (DJL's PyTorch engine makes such ones of direct buffers) must be
 * closed before.
 */
public final class Batch implements AutoCloseable {
    private final ImageSize input;
    private final List<BatchImage> images;
    private final Consumer<ByteBuffer> giveBack;
    private ByteBuffer memory;

    /** @param memory direct; at least {@code B * 3 * H * W} floats */
    Batch(ImageSize input, List<BatchImage> images, ByteBuffer memory, Consumer<ByteBuffer> giveBack) {
        this.input = input;
        this.images = List.copyOf(images);
        this.memory = memory;
        this.giveBack = giveBack;
    }

    /** Images in the batch: {@code B}, at least 1. */
    public int size() {
        return images.size();
    }

    public ImageSize input() {
        return input;
    }

    /** In the order of the pixels. */
    public List<BatchImage> images() {
        return images;
    }

    /**
     * The normalised pixels: float32 {@code [B, 3, H, W]}, in a direct buffer of native byte order, from position 0 to
     * its limit.
     *
     * @throws IllegalStateException if the batch is closed
     */
    public ByteBuffer pixels() {
        if (memory == null) {
            throw new IllegalStateException("the batch is closed");
        }
        int bytes = Math.multiplyExact(Float.BYTES, 3 * size() * input.width() * input.height());
        return memory.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    /** The same as floats. */
    public FloatBuffer floats() {
        return pixels().asFloatBuffer();
    }

    /** Gives the pixels back to the loader. */
    @Override
    public void close() {
        if (memory != null) {
            giveBack.accept(memory);
            memory = null;
        }
    }
}
