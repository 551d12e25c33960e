package org.vpt4j.samples.recipes;

import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethod;
import org.vpt4j.vision.tuning.TuningMethodProvider;

/** Makes {@link ColourShift} known by its name. */
public final class ColourShiftProvider implements TuningMethodProvider {
    @Override
    public String name() {
        return ColourShift.NAME;
    }

    @Override
    public String summary() {
        return "a learned value added to each colour channel";
    }

    @Override
    public TuningMethod create(Settings settings) {
        return new ColourShift();
    }
}
