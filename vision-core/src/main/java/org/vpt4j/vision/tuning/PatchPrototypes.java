package org.vpt4j.vision.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.error.ConfigException;

/**
 * Initialises prompts with prototypes of the training images' patch tokens (self-prompt tuning, Wang et al. 2024): for
 * each layer the k-means centres of its inputs. First collects a seeded sample of tokens over several batches; then it
 * is an {@link Initialization}.
 *
 * <p>Self-supervised encoders gain most: random prompts are far from anything that their layers have seen.
 */
public final class PatchPrototypes implements Initialization {
    private static final int PER_IMAGE = 32;
    private static final int PER_LAYER = 4096;

    private final long seed;
    private final int perImage;
    private final Map<Integer, List<float[]>> byLayer = new TreeMap<>();

    /**
     * Starts without any images.
     *
     * @param layers the layers that will be requested; 1 is the first
     * @param seed of the sample and of the clustering
     */
    public PatchPrototypes(List<Integer> layers, long seed) {
        this(layers, seed, PER_IMAGE);
    }

    /** Takes at most this many tokens of each image. */
    PatchPrototypes(List<Integer> layers, long seed, int perImage) {
        this.seed = seed;
        this.perImage = perImage;
        layers.forEach(layer -> byLayer.put(layer, new ArrayList<>()));
    }

    @Override
    public long seed() {
        return seed;
    }

    /** Whether enough tokens were taken, so that further images would change nothing. */
    public boolean isFull() {
        return byLayer.values().stream().allMatch(tokens -> tokens.size() >= PER_LAYER);
    }

    /**
     * Samples the tokens of these images.
     *
     * @param pixels {@code [B, 3, H, W]}, as in training without augmentation
     */
    public void add(VisionEncoder encoder, NDArray pixels) {
        if (isFull()) {
            return;
        }
        List<Integer> layers = List.copyOf(byLayer.keySet());
        try (NDManager scope = pixels.getManager().newSubManager()) {
            NDList inputs = encoder.layerInputs(scope, pixels, layers);
            for (int i = 0; i < layers.size(); i++) {
                sample(inputs.get(i), byLayer.get(layers.get(i)), layers.get(i));
            }
        }
    }

    private void sample(NDArray tokens, List<float[]> taken, int layer) {
        Shape shape = tokens.getShape(); // [B, N, D]
        int patches = (int) shape.get(1);
        int width = (int) shape.get(2);
        float[] values = tokens.toFloatArray();
        SplittableRandom random = UniformTokens.random(seed + taken.size(), layer);
        for (int image = 0; image < shape.get(0); image++) {
            int[] order = new int[patches];
            for (int i = 0; i < patches; i++) {
                order[i] = i;
            }
            for (int i = 0; i < Math.min(perImage, patches) && taken.size() < PER_LAYER; i++) {
                int other = i + random.nextInt(patches - i);
                int chosen = order[other];
                order[other] = order[i];
                float[] token = new float[width];
                System.arraycopy(values, (image * patches + chosen) * width, token, 0, width);
                taken.add(token);
            }
        }
    }

    /**
     * Prototypes of a layer.
     *
     * @throws ConfigException if the images had fewer patches than the requested tokens
     */
    @Override
    public float[] tokens(EncoderConfig config, int layer, int count) {
        List<float[]> taken = byLayer.get(layer);
        if (taken == null) {
            throw new IllegalArgumentException("layer " + layer + " was not among " + byLayer.keySet());
        }
        if (taken.size() < count) {
            throw new ConfigException(count + " prototypes need as many patches, but the training images gave "
                    + taken.size() + "; use fewer tokens, or start from uniform values");
        }
        float[][] centres = KMeans.cluster(taken.toArray(float[][]::new), count, UniformTokens.random(seed, layer));
        float[] flat = new float[count * config.width()];
        for (int i = 0; i < count; i++) {
            System.arraycopy(centres[i], 0, flat, i * config.width(), config.width());
        }
        return flat;
    }
}
