package org.vpt4j.vision.tuning;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A {@link TuningMethodProvider} as a value: how a method's own class tells what it is called and what can be set.
 *
 * @param maker makes the method from a value for each of the settings
 */
public record MethodDefinition(
        String name, String summary, List<MethodSetting> settings, Function<SettingValues, TuningMethod> maker)
        implements TuningMethodProvider {
    public MethodDefinition {
        settings = List.copyOf(settings);
    }

    @Override
    public TuningMethod create(Map<String, String> values) {
        return maker.apply(new SettingValues(values));
    }
}
