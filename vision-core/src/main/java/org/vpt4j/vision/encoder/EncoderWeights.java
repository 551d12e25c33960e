package org.vpt4j.vision.encoder;

import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.vision.tensor.FloatTensor;

/**
 * What an encoder is made from: its form, and its weights under canonical names that every family's files are mapped
 * to.
 *
 * <p>{@code patch.weight [D, 3, p, p]}, {@code patch.bias [D]}, {@code class_token [1, 1, D]},
 * {@code register_tokens [1, R, D]}, {@code position [1, 1+G*G, D]}, for each layer i from 0
 * {@code layer.i.norm1|norm2.weight|bias [D]}, {@code layer.i.qkv.weight [3D, D]} (rows: queries, keys, values),
 * {@code layer.i.proj.weight [D, D]}, {@code layer.i.scale1|scale2 [D]}, {@code layer.i.fc1.weight [M, D]},
 * {@code layer.i.fc2.weight [D, M]}, their biases, and {@code norm.weight|bias [D]}.
 */
public interface EncoderWeights {
    /** Begins the names of weights that belong to a layer. */
    String LAYER = "layer.";

    /** The form of the encoder that they belong to. */
    EncoderConfig config();

    /**
     * Values of a weight in row-major order, float32.
     *
     * @throws org.vpt4j.vision.error.WeightsException if there is none of this name
     */
    float[] values(String name);

    /** Networks that a task has added inside of the layers; none in an encoder as it was published. */
    default List<Branch.Learned<Map<String, FloatTensor>>> branches() {
        return List.of();
    }

    /** The same but for these, by their canonical names: full fine-tuning, or a merged low-rank update. */
    default EncoderWeights with(Map<String, FloatTensor> changed) {
        return with(AdaptationConstants.NONE.withWeights(changed));
    }

    /** The encoder that a task has made of it: changed weights, and branches; the rest is fed into it. */
    default EncoderWeights with(AdaptationConstants constants) {
        return constants.changesEncoder() ? new ChangedWeights(this, constants.weights(), constants.branches()) : this;
    }

    /** What the names of a layer's weights begin with; 1 is the first layer, and {@code layer.0.} is its beginning. */
    static String prefix(int layer) {
        return LAYER + (layer - 1) + ".";
    }

    /** The layer that a weight of this name belongs to, 1 is the first; 0 if to none. */
    static int layer(String name) {
        return name.startsWith(LAYER)
                ? 1 + Integer.parseInt(name.substring(LAYER.length(), name.indexOf('.', LAYER.length())))
                : 0;
    }

    /** Names and shapes of all the weights that an encoder of this form has, in the order of the computation. */
    static Map<String, Shape> shapes(EncoderConfig config) {
        int d = config.width();
        int hidden = config.hidden();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("patch.weight", new Shape(d, 3, config.patch(), config.patch()));
        shapes.put("patch.bias", new Shape(d));
        shapes.put("class_token", new Shape(1, 1, d));
        if (config.registers() > 0) {
            shapes.put("register_tokens", new Shape(1, config.registers(), d));
        }
        shapes.put("position", new Shape(1, 1 + (long) config.pretrainedGrid() * config.pretrainedGrid(), d));
        for (int i = 1; i <= config.depth(); i++) {
            String layer = prefix(i);
            affine(shapes, layer + "norm1", new Shape(d));
            affine(shapes, layer + "qkv", new Shape(3L * d, d));
            affine(shapes, layer + "proj", new Shape(d, d));
            affine(shapes, layer + "norm2", new Shape(d));
            affine(shapes, layer + "fc1", new Shape(hidden, d));
            affine(shapes, layer + "fc2", new Shape(d, hidden));
            if (config.layerScale()) {
                shapes.put(layer + "scale1", new Shape(d));
                shapes.put(layer + "scale2", new Shape(d));
            }
        }
        affine(shapes, "norm", new Shape(d));
        return Collections.unmodifiableMap(shapes);
    }

    private static void affine(Map<String, Shape> shapes, String name, Shape weight) {
        shapes.put(name + ".weight", weight);
        shapes.put(name + ".bias", new Shape(weight.get(0)));
    }
}
