package org.vpt4j.vision.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Keeps ONNX Runtime's environment alive to the very end of the process.
 *
 * <p>Its Java binding frees the environment in a shutdown hook, and hooks run while other threads still work: whoever is
 * ended by Ctrl-C or SIGTERM in the middle of a session's run would crash (SIGABRT) instead of ending in good order. The
 * library counts who uses the environment, but only itself can be told of one more: so that is asked of a method that
 * is private.
 */
final class KeptEnvironment {
    private KeptEnvironment() {}

    /** Counts one more user, who never leaves. Where a later version has no such method, all is as that version wants it. */
    static void keep(OrtEnvironment environment) {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            api.setAccessible(true);
            create.setAccessible(true);
            int warnings = 2;
            create.invoke(null, api.getLong(null), warnings, environment.toString());
        } catch (ReflectiveOperationException | RuntimeException e) { // RuntimeException: it may not be made accessible
            System.getLogger(KeptEnvironment.class.getName())
                    .log(System.Logger.Level.DEBUG, "the environment is freed when the process begins to end", e);
        }
    }
}
