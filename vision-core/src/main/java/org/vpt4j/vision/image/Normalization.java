package org.vpt4j.vision.image;

import java.nio.FloatBuffer;
import java.util.List;

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
    private static final int PART = 8192;

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
        byte[] rgb = image.rgb();
        int plane = rgb.length / CHANNELS;
        float[] part = new float[Math.min(plane, PART)]; // a buffer takes many floats faster than each
        for (int c = 0; c < CHANNELS; c++) {
            float[] table = table(c);
            for (int begin = 0; begin < plane; begin += part.length) {
                int length = Math.min(part.length, plane - begin);
                for (int i = 0, from = begin * CHANNELS + c; i < length; i++, from += CHANNELS) {
                    part[i] = table[rgb[from] & 0xff];
                }
                target.put(offset + c * plane + begin, part, 0, length);
            }
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
