package org.vpt4j.detect;

import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/** The engines to detect with that are on the class path, by name. */
public final class DetectorEngines {
    private DetectorEngines() {}

    /**
     * A task on the engine that the options name.
     *
     * @throws ConfigException if there is no such engine; otherwise as {@link Detector#load(Path, DetectorOptions)}
     */
    public static TaskDetector open(Path task, DetectorOptions options) {
        return of(options).open(task, options);
    }

    /** The engine that the options name. */
    static DetectorProvider of(DetectorOptions options) {
        Map<String, DetectorProvider> known = new TreeMap<>();
        ServiceLoader.load(DetectorProvider.class, DetectorEngines.class.getClassLoader())
                .forEach(provider -> known.put(provider.engine(), provider));
        DetectorProvider provider = known.get(options.engine());
        if (provider == null) {
            throw new ConfigException("engine: there is no \"" + options.engine() + "\""
                    + NearestName.hint(options.engine(), known.keySet()) + "; use one of " + known.keySet());
        }
        return provider;
    }
}
