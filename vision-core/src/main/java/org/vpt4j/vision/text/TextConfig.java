package org.vpt4j.vision.text;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;

/**
 * The shape of a text encoder: a pre-norm transformer, with a switch for each difference between CLIP and SigLIP.
 *
 * @param vocabulary number V of tokens
 * @param context most tokens T of a text
 * @param width size W of a token
 * @param depth number of layers
 * @param heads attention heads; divides {@code width}
 * @param hidden width of the MLPs' hidden layers
 * @param epsilon of all layer norms
 * @param gelu activation of the MLPs
 * @param causal whether a token sees only those before it
 * @param pooling which token's output stands for the text
 * @param joint size E of the embeddings, which images share
 * @param projectionBias whether the projection to them has a bias
 */
record TextConfig(
        int vocabulary,
        int context,
        int width,
        int depth,
        int heads,
        int hidden,
        double epsilon,
        Gelu gelu,
        boolean causal,
        Pooling pooling,
        int joint,
        boolean projectionBias) {

    /** Which token's output stands for a text. */
    enum Pooling {
        /** The first end-of-text token; what follows it has no effect where attention is causal. */
        END_OF_TEXT,
        /** The first of the tokens with the highest number: the end of text in OpenAI's vocabulary. */
        HIGHEST,
        /** The last position of a text that is padded to the full context. */
        LAST
    }

    /** @throws IllegalArgumentException if a number is not positive or {@code heads} does not divide {@code width} */
    TextConfig {
        if (vocabulary < 1 || context < 2 || width < 1 || depth < 1 || heads < 1 || hidden < 1 || joint < 1) {
            throw new IllegalArgumentException("sizes of the text encoder must be positive: vocabulary " + vocabulary
                    + ", context " + context + ", width " + width + ", depth " + depth + ", heads " + heads
                    + ", hidden " + hidden + ", projection " + joint);
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException(
                    "the text encoder's width " + width + " is not divisible by " + heads + " heads");
        }
    }

    /** Names and shapes of the weights, in the order of the computation. */
    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("token", new Shape(vocabulary, width));
        shapes.put("position", new Shape(context, width));
        for (int i = 0; i < depth; i++) {
            String layer = "layer." + i + ".";
            norm(shapes, layer + "norm1");
            linear(shapes, layer + "qkv", 3 * width, width);
            linear(shapes, layer + "proj", width, width);
            norm(shapes, layer + "norm2");
            linear(shapes, layer + "fc1", hidden, width);
            linear(shapes, layer + "fc2", width, hidden);
        }
        norm(shapes, "norm");
        shapes.put("projection.weight", new Shape(joint, width));
        if (projectionBias) {
            shapes.put("projection.bias", new Shape(joint));
        }
        return shapes;
    }

    private void norm(Map<String, Shape> shapes, String name) {
        shapes.put(name + ".weight", new Shape(width));
        shapes.put(name + ".bias", new Shape(width));
    }

    private static void linear(Map<String, Shape> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new Shape(out, in));
        shapes.put(name + ".bias", new Shape(out));
    }

    /** Whether texts are padded to the full context: where the padding has an effect. */
    boolean isPadded() {
        return pooling == Pooling.LAST || !causal;
    }
}
