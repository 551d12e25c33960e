package org.vpt4j.vision.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vpt4j.vision.error.Excerpt;
import org.vpt4j.vision.error.Registered;
import org.vpt4j.vision.error.WeightsException;

/** The families by {@code model_type}: the project's own, and those that archives on the class path add. */
final class BackboneFamilies {
    /** The project's own: a new one has a line here. */
    private static final List<BackboneFamily> BUILT_IN = List.of(
            new HuggingFaceDinov2(false),
            new HuggingFaceDinov2(true),
            new HuggingFaceDinov3(),
            new HuggingFaceVit(),
            new HuggingFaceDeit(),
            new HuggingFaceClip("clip"),
            new HuggingFaceClip("clip_vision_model"),
            new HuggingFaceSiglip("siglip"),
            new HuggingFaceSiglip("siglip_vision_model"),
            new HuggingFaceSiglip2("siglip2"),
            new HuggingFaceSiglip2("siglip2_vision_model"),
            new TimmVit(),
            new OpenClip());

    private BackboneFamilies() {}

    private static List<BackboneFamily> all() {
        return Registered.of(BackboneFamily.class, BUILT_IN, BackboneFamily::modelType);
    }

    /** @throws WeightsException if no family has the configuration's {@code model_type} */
    static BackboneFamily of(ModelConfig json) {
        String type = type(json);
        return all().stream()
                .filter(family -> family.modelType().equals(type))
                .findFirst()
                .orElseThrow(() -> json.problem(
                        "model_type",
                        "\"" + Excerpt.of(type) + "\" is not known; known are "
                                + all().stream()
                                        .map(BackboneFamily::modelType)
                                        .sorted()
                                        .toList()));
    }

    /** timm and OpenCLIP have no {@code model_type}, but other keys. */
    private static String type(ModelConfig config) {
        JsonNode json = config.json();
        if (json.path("model_cfg").isObject()) {
            return OpenClip.TYPE;
        }
        boolean wrapped = json.path("model_type").asText("").equals("timm_wrapper");
        if (json.path("architecture").isTextual() && (wrapped || !json.has("model_type"))) {
            return TimmVit.TYPE;
        }
        return config.text("model_type");
    }

    /** The family whose tensors these could be, if most of its names are there. */
    static Optional<String> resembling(Set<String> stored) {
        ModelConfig none = new ModelConfig(JsonFile.object(Map.of()), "");
        return all().stream()
                .map(family -> Map.entry(
                        family.modelType(),
                        family.names(none).in(stored).present().size()))
                .filter(found -> found.getValue() > stored.size() / 4)
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }
}
