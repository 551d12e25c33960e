package org.vpt4j.vision.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * What takes single patches into the space that images share with texts: the value projection of the last attention alone, as
 * if a patch attended to itself only (MaskCLIP, Zhou et al. 2022).
 *
 * <p>For CLIP that is the attention of the last layer, whose input is the output of the layer before; for SigLIP that of the
 * pooling head, on the last layer's output. The residual and the MLP of CLIP's last layer are left out, which localises
 * better. An encoder gives its outputs after its final norm, so that norm is taken back first; all that is linear is
 * multiplied into one matrix.
 */
record PatchWords(Backbone backbone, TextTensors tensors, TextConfig config) {
    private static final double SIGLIP_EPSILON = 1e-6;

    /** Whether the embedding is made by a pooling head instead of a class token. */
    private boolean pools() {
        return pooling().isPresent();
    }

    /** Where the pooling head's tensors are, and how they are called. */
    private Optional<String> pooling() {
        return tensors.find("head.attention.in_proj_weight").isPresent()
                ? Optional.of("head.")
                : tensors.find("attn_pool.kv.weight").isPresent() ? Optional.of("attn_pool.") : Optional.empty();
    }

    /** The shape of the projection. */
    VisionLanguage.Patches shape() {
        EncoderConfig encoder = backbone.config();
        if (pools()) {
            int hidden = Math.toIntExact(mlp("fc1.weight").shape()[0]);
            return new VisionLanguage.Patches(encoder.depth(), config.joint(), hidden, SIGLIP_EPSILON);
        }
        if (encoder.depth() < 2) {
            throw new ConfigException("backbone: \"" + backbone.name()
                    + "\" has a single layer; words on patches need the output of the layer before the last");
        }
        return new VisionLanguage.Patches(encoder.depth() - 1, config.joint(), 0, encoder.epsilon());
    }

    /** The values by name, shaped as {@link VisionLanguage.Patches#shapes} says. */
    Map<String, FloatTensor> values() {
        return pools() ? ofPoolingHead() : ofLastLayer();
    }

    private Map<String, FloatTensor> ofLastLayer() {
        int d = backbone.config().width();
        String layer = "layer." + (backbone.config().depth() - 1) + ".";
        Affine value = Affine.ofNormInverse(backbone.values("norm.weight"), backbone.values("norm.bias"))
                .then(Affine.diagonal(backbone.values(layer + "norm1.weight"), backbone.values(layer + "norm1.bias")))
                .then(Affine.rows(backbone.values(layer + "qkv.weight"), qkvBias(layer, d), 2 * d, d, d))
                .then(Affine.of(backbone.values(layer + "proj.weight"), backbone.values(layer + "proj.bias"), d));
        FloatTensor projection = tensors.find("visual_projection.weight").isPresent()
                ? tensors.named("visual_projection.weight")
                : TextTensors.transposed(tensors.named("visual.proj"));
        Affine out = Affine.diagonal(backbone.values("norm.weight"), backbone.values("norm.bias"))
                .then(Affine.of(projection.values(), new float[config.joint()], d));
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        value.store(values, "value");
        out.store(values, "out");
        return values;
    }

    private float[] qkvBias(String layer, int d) {
        return backbone.config().layer().qkvBias() ? backbone.values(layer + "qkv.bias") : new float[3 * d];
    }

    private Map<String, FloatTensor> ofPoolingHead() {
        int d = backbone.config().width();
        boolean hugging = pooling().orElseThrow().equals("head.");
        String attention = hugging ? "head.attention.in_proj_" : "attn_pool.kv.";
        FloatTensor rows = tensors.named(attention + "weight");
        int first = Math.toIntExact(rows.shape()[0]) - d; // the values are the last of keys and values, or of all three
        String out = hugging ? "head.attention.out_proj." : "attn_pool.proj.";
        String norm = hugging ? "head.layernorm." : "attn_pool.norm.";
        Affine value = Affine.rows(
                        rows.values(), tensors.named(attention + "bias").values(), first, d, d)
                .then(Affine.of(
                        tensors.named(out + "weight").values(),
                        tensors.named(out + "bias").values(),
                        d));
        int hidden = Math.toIntExact(mlp("fc1.weight").shape()[0]);
        Affine fc1 = Affine.diagonal(
                        tensors.named(norm + "weight").values(),
                        tensors.named(norm + "bias").values())
                .then(Affine.of(mlp("fc1.weight").values(), mlp("fc1.bias").values(), d));
        Affine fc2 = Affine.of(mlp("fc2.weight").values(), mlp("fc2.bias").values(), hidden);
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        value.store(values, "value");
        fc1.store(values, "fc1");
        fc2.store(values, "fc2");
        return values;
    }

    private FloatTensor mlp(String name) {
        return tensors.named((pooling().orElseThrow().equals("head.") ? "head.mlp." : "attn_pool.mlp.") + name);
    }

    /**
     * {@code W x + b}.
     *
     * @param w {@code [out * in]}
     * @param b {@code [out]}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Affine(float[] w, float[] b, int in) {
        static Affine of(float[] w, float[] b, int in) {
            return new Affine(w, b, in);
        }

        /** Some rows of a larger matrix. */
        static Affine rows(float[] w, float[] b, int first, int count, int in) {
            return new Affine(
                    java.util.Arrays.copyOfRange(w, first * in, (first + count) * in),
                    java.util.Arrays.copyOfRange(b, first, first + count),
                    in);
        }

        static Affine diagonal(float[] scale, float[] shift) {
            float[] w = new float[scale.length * scale.length];
            for (int i = 0; i < scale.length; i++) {
                w[i * scale.length + i] = scale[i];
            }
            return new Affine(w, shift, scale.length);
        }

        /** From a norm's output back to what it had before its scale and shift. */
        static Affine ofNormInverse(float[] scale, float[] shift) {
            float[] inverse = new float[scale.length];
            float[] back = new float[scale.length];
            for (int i = 0; i < scale.length; i++) {
                inverse[i] = scale[i] == 0 ? 0 : 1 / scale[i]; // a channel without scale has lost its values
                back[i] = -shift[i] * inverse[i];
            }
            return diagonal(inverse, back);
        }

        /** The other after this. */
        Affine then(Affine next) {
            int out = next.b.length;
            int middle = b.length;
            float[] product = new float[out * in];
            float[] bias = new float[out];
            for (int o = 0; o < out; o++) {
                double[] row = new double[in];
                double sum = next.b[o];
                for (int m = 0; m < middle; m++) {
                    double factor = next.w[o * middle + m];
                    if (factor != 0) {
                        sum += factor * b[m];
                        for (int i = 0; i < in; i++) {
                            row[i] += factor * w[m * in + i];
                        }
                    }
                }
                bias[o] = (float) sum;
                for (int i = 0; i < in; i++) {
                    product[o * in + i] = (float) row[i];
                }
            }
            return new Affine(product, bias, in);
        }

        void store(Map<String, FloatTensor> values, String name) {
            values.put(name + ".weight", new FloatTensor(new long[] {b.length, in}, w));
            values.put(name + ".bias", new FloatTensor(new long[] {b.length}, b));
        }
    }
}
