package org.vpt4j.vision.backbone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that Hugging Face's plain vision transformers share, with the few in which a family differs filled in.
 *
 * @param prefix before every name of the encoder: empty, or e.g. {@code vit.} in a model with a head
 * @param layerNames of what differs: the canonical name within a layer without {@code .weight} or {@code .bias}, to the
 *     stored one
 * @param qkvBias whether queries, keys and values have a bias
 */
record HuggingFaceNames(String prefix, Map<String, String> layerNames, boolean qkvBias) implements NameMap {
    private static final Pattern LAYER = Pattern.compile("layer\\.(\\d+)\\.(\\w+)(\\.weight|\\.bias|)");
    private static final Map<String, String> OUTSIDE_LAYERS = Map.of(
            "patch.weight", "embeddings.patch_embeddings.projection.weight",
            "patch.bias", "embeddings.patch_embeddings.projection.bias",
            "class_token", "embeddings.cls_token",
            "register_tokens", "embeddings.register_tokens",
            "position", "embeddings.position_embeddings",
            "norm.weight", "layernorm.weight",
            "norm.bias", "layernorm.bias");

    HuggingFaceNames {
        layerNames = Map.copyOf(layerNames);
    }

    /**
     * @param prefixes that a model with a head puts before the encoder's names
     * @param stored names in the file, which tell whether one of the prefixes is used
     */
    static HuggingFaceNames of(
            List<String> prefixes, Set<String> stored, boolean qkvBias, Map<String, String> differing) {
        String prefix = prefixes.stream()
                .filter(p -> stored.contains(p + OUTSIDE_LAYERS.get("class_token")))
                .findFirst()
                .orElse("");
        Map<String, String> layerNames = new HashMap<>(differing);
        layerNames.put("proj", "attention.output.dense");
        return new HuggingFaceNames(prefix, layerNames, qkvBias);
    }

    @Override
    public List<String> stored(String canonicalName) {
        String outside = OUTSIDE_LAYERS.get(canonicalName);
        if (outside != null) {
            return List.of(prefix + outside);
        }
        Matcher layer = LAYER.matcher(canonicalName);
        if (!layer.matches()) {
            throw new IllegalArgumentException("not a tensor of the encoder: " + canonicalName);
        }
        String start = prefix + "encoder.layer." + layer.group(1) + ".";
        String part = layer.group(2);
        String end = layer.group(3);
        if (part.equals("qkv")) {
            if (end.equals(".bias") && !qkvBias) {
                return List.of();
            }
            String attention = start + "attention.attention.";
            return List.of(attention + "query" + end, attention + "key" + end, attention + "value" + end);
        }
        String name = layerNames.get(part);
        if (name == null) {
            throw new IllegalArgumentException("not a tensor of this family: " + canonicalName);
        }
        return List.of(start + name + end);
    }

    @Override
    public boolean spare(String storedName) {
        if (storedName.equals(prefix + "embeddings.mask_token")) {
            return true;
        }
        return !storedName.startsWith(prefix + "embeddings.")
                && !storedName.startsWith(prefix + "encoder.")
                && !storedName.startsWith(prefix + "layernorm.");
    }
}
