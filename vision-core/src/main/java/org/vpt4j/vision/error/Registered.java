package org.vpt4j.vision.error;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * All implementations of an extension point (tuning methods, dataset formats, heads): the built-in ones, and plug-ins that
 * archives on the class path register in {@code META-INF/services} for {@link ServiceLoader}.
 */
public final class Registered {
    private Registered() {}

    /**
     * All implementations, built-in ones first.
     *
     * @param kind the interface, and the name of the file in {@code META-INF/services}
     * @param own the built-in ones
     * @param name by which users choose one
     * @throws ConfigException if a registered class cannot be loaded, or two have the same name
     */
    public static <T> List<T> of(Class<T> kind, List<T> own, Function<T, String> name) {
        List<T> all = new ArrayList<>(own);
        try {
            ServiceLoader.load(kind, kind.getClassLoader()).forEach(all::add);
        } catch (ServiceConfigurationError e) {
            throw new ConfigException(
                    "a plug-in on the class path cannot be used: " + e.getMessage()
                            + "; remove its archive from the class path, or use one that was built for this version",
                    e);
        }
        for (int i = 0; i < all.size(); i++) {
            for (int k = 0; k < i; k++) {
                if (name.apply(all.get(i)).equals(name.apply(all.get(k)))) {
                    throw new ConfigException("the name \"" + name.apply(all.get(i)) + "\" is registered twice: by "
                            + all.get(k).getClass().getName() + " and by "
                            + all.get(i).getClass().getName() + "; remove one of them from the class path");
                }
            }
        }
        return List.copyOf(all);
    }
}
