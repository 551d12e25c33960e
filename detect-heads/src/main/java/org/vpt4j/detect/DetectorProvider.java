package org.vpt4j.detect;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.NearestName;

/** Runs tasks on one engine; found on the class path by {@link ServiceLoader}. */
public interface DetectorProvider {

    /**
     * The provider of the engine that the options name.
     *
     * @throws ConfigException if there is no such engine
     */
    static DetectorProvider of(DetectorOptions options) {
        Map<String, DetectorProvider> known = new TreeMap<>();
        ServiceLoader.load(DetectorProvider.class, DetectorProvider.class.getClassLoader())
                .forEach(provider -> known.put(provider.engine(), provider));
        DetectorProvider provider = known.get(options.engine());
        if (provider == null) {
            throw new ConfigException("engine: there is no \"" + options.engine() + "\""
                    + NearestName.hint(options.engine(), known.keySet()) + "; use one of " + known.keySet());
        }
        return provider;
    }

    /** What users call the engine, such as {@code onnx}. */
    String engine();

    /** Loads a task for input tensors; throws as {@link Detector#load(Path, DetectorOptions)}. */
    TaskDetector open(Path task, DetectorOptions options);

    /** Finds these classes on input tensors, without a task; throws as {@link Detector#zeroShot(List, DetectorOptions)}. */
    TaskDetector open(List<String> classes, DetectorOptions options);

    /** A detector of these classes, without a task; throws as {@link Detector#zeroShot(List, DetectorOptions)}. */
    Detector zeroShot(List<String> classes, DetectorOptions options);

    /** Loads a task for images of any size; throws as {@link Detector#load(Path, DetectorOptions)}. */
    Detector load(Path task, DetectorOptions options);
}
