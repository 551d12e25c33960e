package org.vpt4j.datasets;

import java.util.List;

/** What was read of one image, whatever its split. */
public final class Annotations {
    private Annotations() {}

    public static List<Annotation> of(DetectionData data, String image) {
        Split split = data.splitNames().names().keySet().stream()
                .filter(candidate -> data.splitNames().of(candidate).contains(image))
                .findFirst()
                .orElseThrow(() -> new AssertionError(image + " is in no split"));
        return data.require(split).images().stream()
                .filter(labelled -> labelled.name().equals(image))
                .findFirst()
                .orElseThrow()
                .annotations();
    }
}
