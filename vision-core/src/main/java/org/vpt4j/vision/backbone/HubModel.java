package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.WeightsException;

/**
 * What the hub says about a model.
 *
 * @param name {@code ORG/NAME}
 * @param commit 40 hexadecimal digits
 * @param files by name
 */
record HubModel(String name, String commit, Map<String, HubModel.RemoteFile> files) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Configuration, preprocessing and tokenizer: small files that are downloaded where they exist. */
    private static final List<String> SMALL = List.of(
            "config.json",
            "open_clip_config.json",
            "preprocessor_config.json",
            "processor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "vocab.json",
            "merges.txt",
            "spiece.model",
            "tokenizer.model");

    private static final List<String> WEIGHTS = List.of(
            "model.safetensors",
            "model.safetensors.index.json",
            "open_clip_model.safetensors",
            "open_clip_pytorch_model.safetensors");

    /**
     * A file on the hub.
     *
     * @param size in bytes, -1 if the hub has not said it yet
     * @param digest SHA-256 of a large file (64 digits), SHA-1 of git's blob of a small one (40 digits), or empty
     */
    record RemoteFile(String name, long size, String digest) {
        boolean isKnown() {
            return size >= 0 && DIGEST.matcher(digest).matches();
        }

        boolean isLarge() {
            return digest.length() == 64;
        }
    }

    HubModel {
        files = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /**
     * Reads the hub's answer.
     *
     * @throws WeightsException if it is none, or lists a file outside the model's folder
     */
    static HubModel parse(String name, JsonNode json) {
        String commit = json.path("sha").asText("");
        if (!COMMIT.matcher(commit).matches()) {
            throw new WeightsException(
                    "the hub's answer about " + name + " has no valid commit: " + Excerpt.of(commit));
        }
        Map<String, RemoteFile> files = new LinkedHashMap<>();
        for (JsonNode file : json.path("siblings")) {
            String path = file.path("rfilename").asText("");
            requireInside(name, path);
            if (files.containsKey(path)) {
                throw new WeightsException("the hub's answer about " + name + " lists " + Excerpt.of(path) + " twice");
            }
            boolean large = file.path("lfs").isObject();
            String digest = large
                    ? file.path("lfs").path("sha256").asText("")
                    : file.path("blobId").asText("");
            long size = large
                    ? file.path("lfs").path("size").asLong(-1)
                    : file.path("size").asLong(-1);
            if (large && file.has("size") && file.path("size").asLong(-1) != size) {
                throw new WeightsException("the hub's answer about " + name + " gives " + Excerpt.of(path)
                        + " two sizes, " + file.path("size") + " and " + size);
            }
            JsonNode told = large ? file.path("lfs").path("size") : file.path("size");
            if (!told.isMissingNode() && (!told.isIntegralNumber() || !told.canConvertToLong() || size < 0)) {
                throw new WeightsException("the hub's answer about " + name + " gives " + Excerpt.of(path)
                        + " the size " + Excerpt.of(told) + ", which is none");
            }
            files.put(path, new RemoteFile(path, size, DIGEST.matcher(digest).matches() ? digest : ""));
        }
        return new HubModel(name, commit, files);
    }

    private static void requireInside(String name, String path) {
        boolean inside = !path.isEmpty()
                && !path.startsWith("/")
                && !path.contains("\\")
                && !path.contains(":")
                && path.chars().noneMatch(Character::isISOControl);
        for (String step : path.split("/", -1)) {
            inside &= !step.isEmpty() && !step.equals(".") && !step.equals("..");
        }
        if (!inside) {
            throw new WeightsException("the hub's answer about " + name + " lists the file \"" + Excerpt.of(path)
                    + "\", which is outside the model's folder: it is not trusted, and nothing was downloaded");
        }
    }

    /**
     * The files that an encoder is opened from, the weights first and the configuration last.
     *
     * @throws WeightsException if there is no configuration, or there are no weights as safetensors
     */
    List<RemoteFile> needed() {
        if (!files.containsKey("config.json") && !files.containsKey("open_clip_config.json")) {
            throw new WeightsException(
                    name + " has no config.json on the hub: it is not a model that can be opened here");
        }
        List<RemoteFile> needed = new ArrayList<>();
        needed.add(files.get(weights()));
        List<String> rest = new ArrayList<>(SMALL);
        java.util.Collections.reverse(rest);
        rest.stream().filter(files::containsKey).map(files::get).forEach(needed::add);
        return needed;
    }

    private String weights() {
        Optional<String> found = WEIGHTS.stream().filter(files::containsKey).findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        List<String> pickles = files.keySet().stream()
                .filter(file -> file.endsWith(".bin") || file.endsWith(".pt") || file.endsWith(".pth"))
                .toList();
        throw new WeightsException(name + " has no weights as safetensors on the hub"
                + (pickles.isEmpty()
                        ? ""
                        : ", only " + pickles.get(0) + ", a pickle, which can run code; download it with Python, and"
                                + " \"./vpt4j backbone info FOLDER\" says how to convert it"));
    }
}
