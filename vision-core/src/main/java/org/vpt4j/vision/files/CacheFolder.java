package org.vpt4j.vision.files;

import java.nio.file.Path;
import java.util.Map;

/** Where unpacked and downloaded files are kept: {@code VPT4J_CACHE}, else {@code vpt4j} in {@code XDG_CACHE_HOME} or {@code ~/.cache}. */
public final class CacheFolder {
    private CacheFolder() {}

    /** The cache folder of this process's environment; the system property {@code vpt4j.cache} wins over it. */
    public static Path ofThisUser() {
        String property = System.getProperty("vpt4j.cache", "");
        return property.isBlank() ? of(System.getenv(), System.getProperty("user.home")) : Path.of(property);
    }

    static Path of(Map<String, String> environment, String home) {
        String own = environment.getOrDefault("VPT4J_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (shared.isBlank() ? Path.of(home, ".cache") : Path.of(shared)).resolve("vpt4j");
    }
}
