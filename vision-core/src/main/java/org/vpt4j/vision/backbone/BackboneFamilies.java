package org.vpt4j.vision.backbone;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.vpt4j.vision.error.WeightsException;

/**
 * The families to choose from, by {@code model_type}.
 *
 * @param families in order of preference
 */
public record BackboneFamilies(List<BackboneFamily> families) {
    /** All that vpt4j brings along: a new family is registered here. */
    public static final BackboneFamilies STANDARD =
            new BackboneFamilies(List.of(new HuggingFaceDinov2(), new HuggingFaceVit()));

    public BackboneFamilies {
        families = List.copyOf(families);
    }

    /** @throws WeightsException if no family answers to the configuration's {@code model_type} */
    public BackboneFamily of(ModelConfig json) {
        String type = json.text("model_type");
        return families.stream()
                .filter(family -> family.modelTypes().contains(type))
                .findFirst()
                .orElseThrow(() -> json.problem("model_type", "\"" + type + "\" is not known; known are " + known()));
    }

    private NavigableSet<String> known() {
        TreeSet<String> types = new TreeSet<>();
        families.forEach(family -> types.addAll(family.modelTypes()));
        return types;
    }
}
