package org.vpt4j.vision.encoder;

import ai.djl.ndarray.types.Shape;

/** Encoders of a few kilobytes whose weights follow a formula, the same as in {@code make_encoder_golden.py}. */
public final class TinyEncoder {
    /** Width 32, two layers, patch 4, a 5x5 grid. */
    public static final EncoderConfig CONFIG =
            EncoderConfig.of(4, 32, 2, 4).withHidden(64).withGrid(5).withLayerScale(true);

    private TinyEncoder() {}

    /** The same size, with every switch the other way: only patches as tokens, a norm before the layers, a gated MLP. */
    public static EncoderConfig bare(int depth) {
        return EncoderConfig.of(4, 32, depth, 4)
                .withHidden(48)
                .withGrid(5)
                .withClassToken(false)
                .withPatchBias(false)
                .withQkvBias(false)
                .withNormBeforeLayers(true)
                .withMlp(EncoderConfig.Mlp.Kind.SWIGLU);
    }

    public static VisionEncoder of(EncoderConfig config, Precision precision) {
        return VisionEncoder.load(weights(config), precision);
    }

    /** Weights of a size that keeps activations near 1. */
    public static EncoderWeights weights(EncoderConfig config) {
        return new EncoderWeights() {
            @Override
            public EncoderConfig config() {
                return config;
            }

            @Override
            public float[] values(String name) {
                return weight(name, EncoderWeights.shapes(config).get(name));
            }
        };
    }

    private static float[] weight(String name, Shape shape) {
        boolean one = (name.contains("norm") && name.endsWith("weight")) || name.contains("scale");
        double size = shape.dimension() == 2 ? 1.5 / Math.sqrt((double) shape.get(1)) : 0.3;
        float[] values = Numbers.of(name, shape.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((one ? 1 : 0) + size * values[i]);
        }
        return values;
    }
}
