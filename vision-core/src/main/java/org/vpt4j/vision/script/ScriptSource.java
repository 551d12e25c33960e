package org.vpt4j.vision.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The resource with the source of a network or part of one. Equal sources compile to the same network.
 *
 * @param owner a class in the same package as the resource
 * @param resource file name, such as {@code vision_encoder.py}
 * @param attributes the module's declared attributes: Boolean, Integer, Double, or List of Integer
 */
public record ScriptSource(Class<?> owner, String resource, Map<String, Object> attributes) {
    public ScriptSource {
        attributes = Map.copyOf(attributes);
    }

    /** Without attributes. */
    public ScriptSource(Class<?> owner, String resource) {
        this(owner, resource, Map.of());
    }

    /** The resource's name without its extension. */
    public String name() {
        return resource.replace(".py", "");
    }

    /** @throws IllegalStateException if there is no such resource: a defect of vpt4j, not of its input */
    String text() {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource + " in the package of " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources of functions that a network calls as {@code __torch__.NAME.function(...)}, by module name. */
    public static Map<String, String> texts(Map<String, ScriptSource> modules) {
        Map<String, String> texts = new TreeMap<>();
        modules.forEach((name, source) -> texts.put(name, source.text()));
        return texts;
    }
}
