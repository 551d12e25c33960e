package org.vpt4j.vision.backbone;

import java.util.List;
import org.vpt4j.vision.error.Registered;
import org.vpt4j.vision.error.WeightsException;

/** The families by {@code model_type}: the project's own, and those that archives on the class path add. */
final class BackboneFamilies {
    /** The project's own: a new one has a line here. */
    private static final List<BackboneFamily> BUILT_IN =
            List.of(new HuggingFaceDinov2(false), new HuggingFaceDinov2(true), new HuggingFaceVit());

    private BackboneFamilies() {}

    /** @throws WeightsException if no family has the configuration's {@code model_type} */
    static BackboneFamily of(ModelConfig json) {
        List<BackboneFamily> families = Registered.of(BackboneFamily.class, BUILT_IN, BackboneFamily::modelType);
        String type = json.text("model_type");
        return families.stream()
                .filter(family -> family.modelType().equals(type))
                .findFirst()
                .orElseThrow(() -> json.problem(
                        "model_type",
                        "\"" + type + "\" is not known; known are "
                                + families.stream()
                                        .map(BackboneFamily::modelType)
                                        .sorted()
                                        .toList()));
    }
}
