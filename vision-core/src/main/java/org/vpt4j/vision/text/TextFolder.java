package org.vpt4j.vision.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.vpt4j.vision.backbone.ModelConfig;
import org.vpt4j.vision.backbone.WeightFiles;
import org.vpt4j.vision.encoder.EncoderConfig.Gelu;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.text.TextConfig.Pooling;
import org.vpt4j.vision.text.TextTokenizer.Cleaning;
import org.vpt4j.vision.weights.Safetensors;

/**
 * The text side of a model folder, as Hugging Face's transformers or OpenCLIP saves it: its configuration, its tensors, and
 * what its tokenizer does.
 */
record TextFolder(Path folder, TextConfig config, TextTensors tensors, TextTokenizer.Rules rules) {
    private static final String CONFIG = "config.json";
    private static final String OPEN_CLIP_CONFIG = "open_clip_config.json";
    private static final int CLIP_CONTEXT = 77;
    private static final int CLIP_VOCABULARY = 49408;
    private static final int CLIP_END = 49407;
    private static final int LEGACY_END = 2; // in OpenAI's configuration files, by mistake
    private static final int SIGLIP_CONTEXT = 64;
    private static final int SIGLIP_VOCABULARY = 32000;

    /**
     * The text side of a folder; empty if the model has none.
     *
     * @throws WeightsException if it has one that is damaged or cannot be run
     */
    static Optional<TextFolder> in(Path folder) {
        Map<String, Safetensors> stored = WeightFiles.openIn(folder).tensors();
        return TextTensors.in(folder, stored).flatMap(tensors -> {
            try {
                Optional<TextFolder> found =
                        tensors.layout() == TextTensors.Layout.OPEN_CLIP || !Files.isRegularFile(folder.resolve(CONFIG))
                                ? openClip(folder, tensors)
                                : huggingFace(folder, tensors);
                found.ifPresent(text -> tensors.requireKnown(text.config().depth()));
                return found;
            } catch (IllegalArgumentException e) {
                throw new WeightsException(folder + " describes no text encoder: " + e.getMessage(), e);
            }
        });
    }

    private static Optional<TextFolder> huggingFace(Path folder, TextTensors tensors) {
        ModelConfig whole = ModelConfig.read(folder.resolve(CONFIG));
        String type = whole.text("model_type");
        ModelConfig json = part(whole, "text_config_dict") // the old key precedes the new one
                .or(() -> part(whole, "text_config"))
                .orElse(whole);
        if (type.startsWith("clip")) {
            return Optional.of(clip(folder, tensors, json));
        }
        if (type.startsWith("siglip")) {
            TokenizerFacts tokenizer = TokenizerFacts.in(folder);
            boolean second = type.startsWith("siglip2")
                    || tokenizer.isGemma(
                            json.size("vocab_size", SIGLIP_VOCABULARY)); // most of SigLIP 2 is of type siglip
            return Optional.of(siglip(folder, tensors, json, second, tokenizer));
        }
        return Optional.empty();
    }

    private static TextFolder clip(Path folder, TextTensors tensors, ModelConfig json) {
        JsonNode ends = json.json().path("eos_token_id");
        int usual = json.size("vocab_size", CLIP_VOCABULARY) > CLIP_END ? CLIP_END : LEGACY_END;
        int end = (ends.isArray() ? ends.path(0) : ends).asInt(usual);
        int width = json.size("hidden_size", 512);
        TextConfig config = new TextConfig(
                json.size("vocab_size", CLIP_VOCABULARY),
                json.size("max_position_embeddings", CLIP_CONTEXT),
                width,
                json.size("num_hidden_layers", 12),
                json.size("num_attention_heads", 8),
                json.size("intermediate_size", 4 * width),
                json.number("layer_norm_eps", 1e-5),
                gelu(json, "quick_gelu"),
                true,
                end == LEGACY_END ? Pooling.HIGHEST : Pooling.END_OF_TEXT,
                rows(tensors, "text_projection.weight"),
                tensors.find("text_projection.bias").isPresent());
        int real = end == LEGACY_END ? Math.min(CLIP_END, config.vocabulary() - 1) : end;
        return new TextFolder(folder, config, tensors, new TextTokenizer.Rules(real, real, Cleaning.NONE));
    }

    private static TextFolder siglip(
            Path folder, TextTensors tensors, ModelConfig json, boolean second, TokenizerFacts tokenizer) {
        int width = json.size("hidden_size", 768);
        TextConfig config = new TextConfig(
                json.size("vocab_size", SIGLIP_VOCABULARY),
                json.size("max_position_embeddings", SIGLIP_CONTEXT),
                width,
                json.size("num_hidden_layers", 12),
                json.size("num_attention_heads", 12),
                json.size("intermediate_size", 3072),
                json.number("layer_norm_eps", 1e-6),
                gelu(json, "gelu_pytorch_tanh"),
                false,
                Pooling.LAST,
                rows(tensors, tensors.prefix() + "head.weight"),
                true);
        int end = 1;
        int padding = tokenizer.padding().orElse(second ? 0 : end);
        return new TextFolder(
                folder,
                config,
                tensors,
                new TextTokenizer.Rules(
                        end,
                        padding < config.vocabulary() ? padding : end,
                        second ? Cleaning.LOWER_CASE : Cleaning.CANONICAL));
    }

    private static Optional<ModelConfig> part(ModelConfig whole, String key) {
        JsonNode part = whole.json().path(key);
        return part.isObject() ? Optional.of(new ModelConfig(part, whole.file() + ", " + key)) : Optional.empty();
    }

    private static int rows(TextTensors tensors, String name) {
        return Math.toIntExact(tensors.named(name).shape()[0]);
    }

    private static Gelu gelu(ModelConfig json, String otherwise) {
        String name = json.json().hasNonNull("hidden_act") ? json.text("hidden_act") : otherwise;
        return switch (name) {
            case "gelu" -> Gelu.EXACT;
            case "quick_gelu" -> Gelu.QUICK;
            case "gelu_new", "gelu_pytorch_tanh" -> Gelu.TANH;
            default ->
                throw json.problem(
                        "hidden_act",
                        "\"" + Excerpt.of(name)
                                + "\" cannot be run; gelu, quick_gelu, gelu_new and gelu_pytorch_tanh can");
        };
    }

    /** The shapes follow from the tensors; the file says what these do not show. */
    private static Optional<TextFolder> openClip(Path folder, TextTensors tensors) {
        Path file = folder.resolve(OPEN_CLIP_CONFIG);
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(folder + " has the weights of an OpenCLIP model but no " + OPEN_CLIP_CONFIG
                    + "; put it there: the number of heads and the activation are in no other file");
        }
        ModelConfig whole = ModelConfig.read(file);
        ModelConfig model = part(whole, "model_cfg").orElse(whole);
        ModelConfig json = part(model, "text_cfg")
                .orElseThrow(() -> model.problem("text_cfg", "is missing: this model has no text side"));
        int width = json.size("width", 512);
        boolean causal = !json.flag("no_causal_mask", false);
        JsonNode pool = json.json().path("pool_type");
        Pooling pooling =
                switch (pool.asText("argmax")) {
                    case "argmax" -> Pooling.HIGHEST;
                    case "eos" -> Pooling.END_OF_TEXT;
                    case "last" -> Pooling.LAST;
                    default ->
                        throw json.problem("pool_type", Excerpt.of(pool) + " cannot be run; argmax, eos and last can");
                };
        if (json.json().path("proj_type").asText("linear").equals("none")) {
            throw json.problem("proj_type", "\"none\" cannot be run; linear can");
        }
        boolean linear = tensors.find("text_projection.weight").isPresent();
        TextConfig config = new TextConfig(
                json.size("vocab_size", CLIP_VOCABULARY),
                json.size("context_length", CLIP_CONTEXT),
                width,
                json.size("layers", 12),
                json.size("heads", 8),
                (int) (width * json.number("mlp_ratio", 4)),
                part(json, "norm_kwargs").map(norm -> norm.number("eps", 1e-5)).orElse(1e-5),
                openClipGelu(model, json),
                causal,
                pooling,
                linear
                        ? rows(tensors, "text_projection.weight")
                        : Math.toIntExact(tensors.named("text_projection").shape()[1]),
                linear && tensors.find("text_projection.bias").isPresent());
        boolean canonical = part(json, "tokenizer_kwargs")
                .map(kwargs -> kwargs.json().path("clean").asText("").equals("canonicalize"))
                .orElse(false);
        int last = config.vocabulary() - 1;
        return Optional.of(new TextFolder(
                folder,
                config,
                tensors,
                new TextTokenizer.Rules(
                        switch (pooling) {
                            case LAST -> 1;
                            case END_OF_TEXT -> json.count("eos_id", 2);
                            case HIGHEST -> Math.min(CLIP_END, last);
                        },
                        TokenizerFacts.in(folder)
                                .padding()
                                .orElse(json.count("pad_id", json.json().hasNonNull("hf_tokenizer_name") ? 1 : 0)),
                        canonical ? Cleaning.CANONICAL_WORDS : Cleaning.NONE)));
    }

    private static Gelu openClipGelu(ModelConfig model, ModelConfig text) {
        if (model.flag("quick_gelu", false)) {
            return Gelu.QUICK;
        }
        boolean tanh = part(text, "act_kwargs")
                .map(kwargs -> kwargs.json().path("approximate").asText("").equals("tanh"))
                .orElse(false);
        return tanh ? Gelu.TANH : Gelu.EXACT;
    }
}
