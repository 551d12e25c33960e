package org.vpt4j.datasets.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.vision.image.AxisAlignedTransform;
import org.vpt4j.vision.image.ImageSize;

/**
 * Images of one input size with their boxes. Close it when its pixels are no longer used: the loader reuses their memory.
 *
 * <p>Arrays that share the memory of {@link #pixels()} (DJL's PyTorch engine does not copy direct buffers) must be closed
 * first.
 */
public final class Batch implements AutoCloseable {
    private final ImageSize input;
    private final List<Image> images;
    private final Consumer<ByteBuffer> release;
    private ByteBuffer memory;

    /** @param memory direct; at least {@code B * 3 * H * W} floats */
    Batch(ImageSize input, List<Image> images, ByteBuffer memory, Consumer<ByteBuffer> release) {
        this.input = input;
        this.images = List.copyOf(images);
        this.memory = memory;
        this.release = release;
    }

    /** Number of images {@code B}, at least 1. */
    public int size() {
        return images.size();
    }

    /** The input size {@code W x H}. */
    public ImageSize input() {
        return input;
    }

    /** The images, in the order of the pixels. */
    public List<Image> images() {
        return images;
    }

    /**
     * The normalised pixels, float32 {@code [B, 3, H, W]}, in a direct buffer of native byte order.
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

    /** {@link #pixels()} as floats. */
    public FloatBuffer floats() {
        return pixels().asFloatBuffer();
    }

    /** Returns the memory to the loader. */
    @Override
    public void close() {
        if (memory != null) {
            release.accept(memory);
            memory = null;
        }
    }

    /**
     * An image of a batch.
     *
     * @param index in the dataset
     * @param source the file and its original annotations
     * @param transform from pixels of the (augmented) image to input pixels; its inverse gives pixels of the file only if
     *     the image is not augmented
     * @param annotations the augmented objects, boxes in input pixels
     */
    public record Image(int index, LabelledImage source, AxisAlignedTransform transform, List<Annotation> annotations) {
        public Image {
            annotations = List.copyOf(annotations);
        }
    }
}
