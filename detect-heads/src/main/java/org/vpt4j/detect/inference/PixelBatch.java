package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Letterbox;

/**
 * Letterboxed and normalised images, float32 {@code [B, 3, H, W]}, with each one's transform to the input. Close it
 * when the pixels are no longer used: the memory is reused.
 */
final class PixelBatch implements AutoCloseable {
    private final Memory buffers;
    private final Letterbox letterbox;
    private final List<AxisAlignedTransform> transforms;
    private ByteBuffer memory;

    /**
     * Reusable native memory for pixels: as many buffers as batches existed at the same time, none larger than the
     * largest batch. Thread-safe.
     */
    static final class Memory {
        private final Deque<ByteBuffer> idle = new ArrayDeque<>();

        /** A direct buffer of native byte order and at least this size. */
        private ByteBuffer take(int bytes) {
            synchronized (idle) {
                for (Iterator<ByteBuffer> all = idle.iterator(); all.hasNext(); ) {
                    ByteBuffer buffer = all.next();
                    if (buffer.capacity() >= bytes) {
                        all.remove();
                        return buffer;
                    }
                }
                idle.poll(); // too small: it makes room for a larger one
            }
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }

        private void giveBack(ByteBuffer buffer) {
            synchronized (idle) {
                idle.push(buffer);
            }
        }

        /** Drops all idle buffers. */
        void clear() {
            synchronized (idle) {
                idle.clear();
            }
        }
    }

    private PixelBatch(Memory buffers, Letterbox letterbox, List<AxisAlignedTransform> transforms, ByteBuffer memory) {
        this.buffers = buffers;
        this.letterbox = letterbox;
        this.transforms = List.copyOf(transforms);
        this.memory = memory;
    }

    /**
     * Prepares images and tiles.
     *
     * @param images of any sizes, at least one
     * @param buffers whose memory is used
     */
    static PixelBatch of(List<TiledImage.Cutout> images, Letterbox letterbox, Memory buffers) {
        ByteBuffer memory = buffers.take(bytes(images.size(), letterbox));
        FloatBuffer pixels = memory.asFloatBuffer();
        List<AxisAlignedTransform> transforms = new ArrayList<>();
        for (TiledImage.Cutout image : images) {
            transforms.add(letterbox.write(image.image(), image.region(), pixels, transforms.size()));
        }
        return new PixelBatch(buffers, letterbox, transforms, memory);
    }

    private static int bytes(int images, Letterbox letterbox) {
        return Math.multiplyExact(Float.BYTES * images, letterbox.floats());
    }

    /** Images in the batch: B. */
    int size() {
        return transforms.size();
    }

    ImageSize input() {
        return letterbox.input();
    }

    /** From image i, or tile i, to the input. */
    AxisAlignedTransform transform(int i) {
        return transforms.get(i);
    }

    /**
     * All the pixels, in a direct buffer of native byte order, from position 0 to its limit.
     *
     * @throws IllegalStateException if the batch is closed
     */
    ByteBuffer pixels() {
        if (memory == null) {
            throw new IllegalStateException("the batch is closed");
        }
        return memory.slice(0, bytes(size(), letterbox)).order(ByteOrder.nativeOrder());
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
