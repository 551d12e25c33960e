package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.NearestName;

/**
 * What the name of one of timm's architectures stands for and its weights do not show.
 *
 * @param heads attention heads
 * @param activation of the MLP: {@code gelu}, {@code gelu_tanh}, {@code quick_gelu} or {@code silu}
 * @param epsilon of the layer norms
 * @param isPositionOfPatchesOnly whether class token and registers have no position
 * @param rotaryBase of rotary positions, else 0
 * @param imageSize side of the images that it was defined for
 */
record TimmArchitecture(
        int heads,
        String activation,
        double epsilon,
        boolean isPositionOfPatchesOnly,
        double rotaryBase,
        int imageSize) {

    /** Made by {@code make_timm_architectures.py}: a line for each set of values, and the names that have it. */
    private static final String TABLE = "timm-architectures.txt";

    private static final TimmArchitecture USUAL = new TimmArchitecture(1, "gelu", 1e-6, false, 0, 224);

    /**
     * The architecture of a {@code config.json}, whose {@code model_args} come first.
     *
     * @throws org.vpt4j.vision.error.WeightsException if its name is not known
     */
    static TimmArchitecture of(ModelConfig json) {
        String name = json.text("architecture");
        ModelConfig arguments = json.section("model_args");
        return named(name, arguments, json).with(arguments).withImageSize(TimmVit.preprocessing(json.json()));
    }

    /** A model of this name, or what the arguments say alone if there is none. */
    static TimmArchitecture named(String name, ModelConfig arguments, ModelConfig json) {
        Map<String, TimmArchitecture> known = table();
        int dot = name.indexOf('.'); // what follows says on which images it was trained
        TimmArchitecture found = known.get(dot < 0 ? name : name.substring(0, dot));
        if (found == null && !arguments.json().has("num_heads")) {
            throw json.problem(
                    "architecture",
                    "\"" + Excerpt.of(name) + "\" is not one of timm's vision transformers that can be run"
                            + NearestName.hint(name, known.keySet()));
        }
        return found == null ? USUAL : found;
    }

    private static Map<String, TimmArchitecture> table() {
        Map<String, TimmArchitecture> known = new HashMap<>();
        try (InputStream in = TimmArchitecture.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] words = line.split(" ", -1);
                TimmArchitecture values = new TimmArchitecture(
                        Integer.parseInt(words[0]),
                        words[1],
                        Double.parseDouble(words[2]),
                        words[3].equals("patches"),
                        Double.parseDouble(words[4]),
                        Integer.parseInt(words[5]));
                for (int i = 6; i < words.length; i++) {
                    known.put(words[i], values);
                }
            });
        } catch (IOException e) {
            throw new FileException("the embedded " + TABLE + " cannot be read: " + e.getMessage(), e);
        }
        return known;
    }

    /** With the arguments of a constructor that a model was saved with. */
    TimmArchitecture with(ModelConfig arguments) {
        JsonNode json = arguments.json();
        String act = json.path("swiglu_mlp").asBoolean(false)
                ? "silu"
                : json.hasNonNull("act_layer") ? arguments.text("act_layer") : activation;
        if (json.path("qk_norm").asBoolean(false)) {
            throw arguments.problem("qk_norm", "is true: norms of queries and keys cannot be run");
        }
        if (json.hasNonNull("norm_layer") && !arguments.text("norm_layer").startsWith("layernorm")) {
            throw arguments.problem(
                    "norm_layer", Excerpt.of(json.path("norm_layer")) + " cannot be run; layernorm can");
        }
        return new TimmArchitecture(
                arguments.size("num_heads", heads),
                act,
                json.hasNonNull("norm_layer") ? 1e-6 : epsilon,
                arguments.flag("no_embed_class", isPositionOfPatchesOnly),
                arguments.flag("use_rot_pos_emb", rotaryBase > 0)
                        ? arguments.number("rope_temperature", rotaryBase)
                        : 0,
                json.path("img_size").isInt() ? arguments.size("img_size") : imageSize);
    }

    private TimmArchitecture withImageSize(JsonNode pretrained) {
        int side = pretrained.path("input_size").path(1).asInt(0);
        return side < 1
                ? this
                : new TimmArchitecture(heads, activation, epsilon, isPositionOfPatchesOnly, rotaryBase, side);
    }
}
