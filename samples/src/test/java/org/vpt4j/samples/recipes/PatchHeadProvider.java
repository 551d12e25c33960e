package org.vpt4j.samples.recipes;

import java.util.Map;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeadProvider;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.error.ConfigException;

/** Makes {@link PatchHead} known by its name. */
public final class PatchHeadProvider implements DetectionHeadProvider {
    @Override
    public String name() {
        return PatchHead.NAME;
    }

    @Override
    public DetectionHead create(Map<String, Object> settings, int classes, EncoderConfig encoder, int layers) {
        if (!settings.isEmpty()) {
            throw new ConfigException("the head \"" + PatchHead.NAME + "\" has no settings, but is given " + settings
                    + "; leave them out");
        }
        return new PatchHead(classes, layers * encoder.width(), encoder.patch());
    }
}
