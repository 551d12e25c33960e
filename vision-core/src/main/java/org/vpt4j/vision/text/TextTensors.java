package org.vpt4j.vision.text;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.tensor.FloatTensor;
import org.vpt4j.vision.weights.Safetensors;

/**
 * The tensors of a model folder's text side by the names that {@link TextConfig#shapes} lists, and by their own.
 *
 * @param folder for messages
 * @param stored the file of each tensor, by its stored name
 * @param layout how the text side's tensors are called
 * @param prefix before all of their names
 */
record TextTensors(Path folder, Map<String, Safetensors> stored, Layout layout, String prefix) {
    private static final Pattern LAYER = Pattern.compile("layer\\.(\\d+)\\.(.+)");

    /** How a text side's tensors are called. */
    enum Layout {
        /** {@code CLIPTextModel} and {@code SiglipTextModel} of Hugging Face's transformers. */
        HUGGING_FACE(
                "embeddings.token_embedding.weight",
                "encoder.layers.",
                "(layer_norm[12]|self_attn.(q_proj|k_proj|v_proj|out_proj)|mlp.fc[12]).(weight|bias)"),
        /** {@code TextTransformer} of OpenCLIP. */
        OPEN_CLIP(
                "token_embedding.weight",
                "transformer.resblocks.",
                "(ln_[12]|attn.out_proj|mlp.c_(fc|proj)).(weight|bias)|attn.in_proj_(weight|bias)");

        private final String token;
        private final String layers; // before a layer's number
        private final Pattern parts; // after it

        Layout(String token, String layers, String parts) {
            this.token = token;
            this.layers = layers;
            this.parts = Pattern.compile("(\\d{1,4})\\.(" + parts.replace(".", "\\.") + ")");
        }
    }

    /** The text side among a model's tensors; empty if there is none. */
    static Optional<TextTensors> in(Path folder, Map<String, Safetensors> stored) {
        for (Layout layout : Layout.values()) {
            Optional<String> token = stored.keySet().stream()
                    .filter(name -> name.endsWith(layout.token))
                    .findFirst();
            if (token.isPresent()) {
                String prefix = token.get().substring(0, token.get().length() - layout.token.length());
                return Optional.of(new TextTensors(folder, stored, layout, prefix));
            }
        }
        return Optional.empty();
    }

    /**
     * Refuses layers that compute more than those that can be run, such as scaled ones.
     *
     * @param count of the layers
     * @throws WeightsException that names the first such tensor
     */
    void requireKnown(int count) {
        String start = prefix + layout.layers;
        for (String name : new TreeSet<>(stored.keySet())) {
            if (name.equals(prefix + "cls_emb")) {
                throw new WeightsException(folder + ": the text side has a class token, " + name
                        + ", which cannot be run; use a model without");
            }
            if (!name.startsWith(start)) {
                continue;
            }
            Matcher part = layout.parts.matcher(name.substring(start.length()));
            if (!part.matches()) {
                throw new WeightsException(folder + ": the layers of the text side have a part that cannot be run, "
                        + Excerpt.of(name) + "; use a plain CLIP or SigLIP model");
            }
            if (Integer.parseInt(part.group(1)) >= count) {
                throw new WeightsException(folder + ": the configuration of the text side has " + count
                        + " layers, but there is a tensor " + Excerpt.of(name)
                        + "; use the configuration and weights of the same model");
            }
        }
    }

    /** Whether there is a tensor of this stored name, behind the text side's prefix or one before it. */
    Optional<String> find(String name) {
        return stored.keySet().stream()
                .filter(known -> known.equals(name) || known.endsWith("." + name))
                .min((a, b) -> Integer.compare(a.length(), b.length()));
    }

    /**
     * A tensor by its stored name, found as by {@link #find}.
     *
     * @throws WeightsException if it is missing or not finite
     */
    FloatTensor named(String name) {
        return tensor(find(name).orElseThrow(() -> missing(name)));
    }

    /**
     * A weight by its canonical name.
     *
     * @throws WeightsException if it is missing, of another shape, or not finite
     */
    FloatTensor weight(String canonical, Shape shape) {
        FloatTensor found = canonical(canonical);
        if (!Arrays.equals(found.shape(), shape.getShape())) {
            throw new WeightsException(folder + ": the text side's " + canonical + " is "
                    + Arrays.toString(found.shape()) + ", but its configuration asks for "
                    + Arrays.toString(shape.getShape()) + "; use the configuration and weights of the same model");
        }
        return found;
    }

    private FloatTensor canonical(String name) {
        Matcher layer = LAYER.matcher(name);
        if (layer.matches()) {
            return ofLayer(layer.group(1), layer.group(2));
        }
        boolean hugging = layout == Layout.HUGGING_FACE;
        return switch (name) {
            case "token" -> own(layout.token);
            case "position" -> own(hugging ? "embeddings.position_embedding.weight" : "positional_embedding");
            case "norm.weight", "norm.bias" -> own((hugging ? "final_layer_norm." : "ln_final.") + suffix(name));
            default -> projection(name);
        };
    }

    private FloatTensor projection(String name) {
        if (stored.containsKey(prefix + "head.weight")) {
            return own("head." + suffix(name)); // SigLIP
        }
        Optional<String> linear = find("text_projection." + suffix(name));
        if (linear.isPresent()) {
            return tensor(linear.get());
        }
        return transposed(named("text_projection")); // OpenCLIP's parameter [W, E]
    }

    private FloatTensor ofLayer(String layer, String name) {
        String part = name.substring(0, name.lastIndexOf('.'));
        String suffix = suffix(name);
        if (layout == Layout.OPEN_CLIP) {
            String resblock = "transformer.resblocks." + layer + ".";
            return own(resblock
                    + switch (part) {
                        case "norm1" -> "ln_1." + suffix;
                        case "qkv" -> "attn.in_proj_" + suffix;
                        case "proj" -> "attn.out_proj." + suffix;
                        case "norm2" -> "ln_2." + suffix;
                        case "fc1" -> "mlp.c_fc." + suffix;
                        default -> "mlp.c_proj." + suffix;
                    });
        }
        String start = "encoder.layers." + layer + ".";
        return switch (part) {
            case "norm1" -> own(start + "layer_norm1." + suffix);
            case "qkv" ->
                joined(List.of(
                        own(start + "self_attn.q_proj." + suffix),
                        own(start + "self_attn.k_proj." + suffix),
                        own(start + "self_attn.v_proj." + suffix)));
            case "proj" -> own(start + "self_attn.out_proj." + suffix);
            case "norm2" -> own(start + "layer_norm2." + suffix);
            default -> own(start + "mlp." + part + "." + suffix);
        };
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private FloatTensor own(String name) {
        return tensor(prefix + name);
    }

    private FloatTensor tensor(String name) {
        Safetensors file = stored.get(name);
        if (file == null) {
            throw missing(name);
        }
        FloatTensor tensor = file.tensor(name);
        OptionalInt bad = tensor.firstNotFinite();
        if (bad.isPresent()) {
            throw new WeightsException(folder + ": tensor " + name + " holds NaN or infinity at " + bad.getAsInt()
                    + "; these weights are broken, use others");
        }
        return tensor;
    }

    private WeightsException missing(String name) {
        return new WeightsException(folder + ": tensor " + name + " of the text side is missing; use the weights of a"
                + " whole CLIP or SigLIP model");
    }

    /** Along the first axis. */
    static FloatTensor joined(List<FloatTensor> parts) {
        long[] shape = parts.get(0).shape().clone();
        shape[0] *= parts.size();
        FloatTensor all = FloatTensor.zeros(shape);
        int at = 0;
        for (FloatTensor part : parts) {
            System.arraycopy(part.values(), 0, all.values(), at, part.size());
            at += part.size();
        }
        return all;
    }

    /** {@code [a, b] -> [b, a]} */
    static FloatTensor transposed(FloatTensor matrix) {
        int rows = Math.toIntExact(matrix.shape()[0]);
        int columns = Math.toIntExact(matrix.shape()[1]);
        FloatTensor turned = FloatTensor.zeros(columns, rows);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                turned.values()[c * rows + r] = matrix.values()[r * columns + c];
            }
        }
        return turned;
    }
}
