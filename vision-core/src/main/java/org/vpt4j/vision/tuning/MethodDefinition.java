package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.function.Function;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;

/** A {@link TuningMethodProvider} as a value, for the methods of this package. */
record MethodDefinition(String name, String summary, List<Setting<?>> settings, Function<Settings, TuningMethod> maker)
        implements TuningMethodProvider {

    @Override
    public TuningMethod create(Settings given) {
        return maker.apply(given);
    }
}
