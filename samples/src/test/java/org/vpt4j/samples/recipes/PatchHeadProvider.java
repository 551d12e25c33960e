package org.vpt4j.samples.recipes;

import java.util.List;
import org.vpt4j.detect.head.DetectionHead;
import org.vpt4j.detect.head.DetectionHeadProvider;
import org.vpt4j.vision.encoder.EncoderConfig;
import org.vpt4j.vision.setting.Settings;

/** Makes {@link PatchHead} known by its name. */
public final class PatchHeadProvider implements DetectionHeadProvider {
    @Override
    public String name() {
        return PatchHead.NAME;
    }

    @Override
    public String summary() {
        return "a linear layer on every patch";
    }

    @Override
    public DetectionHead create(Settings settings, List<String> classes, EncoderConfig encoder, List<Integer> layers) {
        return new PatchHead(classes.size(), layers.size() * encoder.width(), encoder.patch());
    }
}
