package org.vpt4j.vision.image;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The normalisation of pixels for an encoder: {@code (value / 255 - mean) / std} for each of red, green and blue.
 *
 * @param mean of values in [0, 1]: red, green, blue
 * @param std of values in [0, 1], above 0: red, green, blue
 */
public record Normalization(List<Double> mean, List<Double> std) {
    /** ImageNet's mean and std: DINOv2, DeiT and most others. */
    public static final Normalization IMAGENET =
            new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    /** Maps to [-1, 1]: the original ViT, SigLIP. */
    public static final Normalization HALF = new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

    /** CLIP's. */
    public static final Normalization CLIP =
            new Normalization(List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

    private static final int CHANNELS = 3;

    /** @throws IllegalArgumentException unless there are three finite means and three finite stds above 0 */
    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        boolean finite =
                mean.stream().allMatch(Double::isFinite) && std.stream().allMatch(Double::isFinite);
        if (mean.size() != CHANNELS
                || std.size() != CHANNELS
                || !finite
                || !std.stream().allMatch(s -> s > 0)) {
            throw new IllegalArgumentException(
                    "three finite means and three std above 0 are needed, got mean " + mean + " and std " + std);
        }
    }

    /** Floats that an image of this size takes: {@code 3 * H * W}. */
    public static int length(ImageSize size) {
        return Math.multiplyExact(CHANNELS, Math.multiplyExact(size.width(), size.height()));
    }

    /**
     * Writes the image as float32 {@code [3, H, W]}, red first.
     *
     * @param target written at absolute indices; its position and limit are unchanged
     * @param offset index of the first float
     */
    public void write(Image image, FloatBuffer target, int offset) {
        writeRows(new Content(0, 0, image), new Planes(image.size(), target, offset));
    }

    /**
     * Writes an input as float32 {@code [3, H, W]}, red first.
     *
     * @param content the part of the input that an image covers, if any
     * @param padding colour of the rest, {@code 0xRRGGBB}
     */
    void write(Optional<Content> content, ImageSize input, int padding, FloatBuffer target, int offset) {
        Planes planes = new Planes(input, target, offset);
        Arrays.fill(planes.red, table(0)[padding >> 16 & 0xff]);
        Arrays.fill(planes.green, table(1)[padding >> 8 & 0xff]);
        Arrays.fill(planes.blue, table(2)[padding & 0xff]);
        int top = content.map(Content::top).orElse(input.height());
        int bottom = content.map(there -> there.top() + there.image().height()).orElse(input.height());
        IntStream.range(0, top).forEach(planes::put);
        IntStream.range(bottom, input.height()).forEach(planes::put);
        content.ifPresent(there -> writeRows(there, planes));
    }

    private void writeRows(Content content, Planes planes) {
        byte[] rgb = content.image().rgb();
        float[] red = table(0);
        float[] green = table(1);
        float[] blue = table(2);
        int end = content.left() + content.image().width();
        for (int y = 0, from = 0; y < content.image().height(); y++) {
            for (int x = content.left(); x < end; x++, from += CHANNELS) {
                planes.red[x] = red[rgb[from] & 0xff];
                planes.green[x] = green[rgb[from + 1] & 0xff];
                planes.blue[x] = blue[rgb[from + 2] & 0xff];
            }
            planes.put(content.top() + y);
        }
    }

    /** A row of each plane at a time: a buffer takes many floats faster than each. */
    private static final class Planes {
        private final float[] red;
        private final float[] green;
        private final float[] blue;
        private final FloatBuffer target;
        private final int offset;
        private final int plane;

        Planes(ImageSize size, FloatBuffer target, int offset) {
            this.red = new float[size.width()];
            this.green = new float[size.width()];
            this.blue = new float[size.width()];
            this.target = target;
            this.offset = offset;
            this.plane = length(size) / CHANNELS;
        }

        void put(int y) {
            int at = offset + y * red.length;
            target.put(at, red);
            target.put(at + plane, green);
            target.put(at + 2 * plane, blue);
        }
    }

    /** As {@link #write(Image, FloatBuffer, int)}, into an array. */
    public void write(Image image, float[] target, int offset) {
        write(image, FloatBuffer.wrap(target), offset);
    }

    private float[] table(int channel) {
        float[] table = new float[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (float) ((value / 255.0 - mean.get(channel)) / std.get(channel));
        }
        return table;
    }
}
