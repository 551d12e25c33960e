package org.vpt4j.vision.runtime;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxModelFile;

/** The environment of ONNX Runtime in this process, and sessions that all have the same settings. */
public final class OnnxRuntime {
    private static final String DJL_ENGINE = "ai.djl.onnxruntime.engine.OrtEngine";

    private OnnxRuntime() {}

    /**
     * The environment. DJL's engine for ONNX Runtime, if on the class path, is started first: it has to create the
     * environment itself, and fails permanently if one exists already.
     */
    public static OrtEnvironment environment() {
        return Started.ENVIRONMENT;
    }

    /** Made on first use. */
    private static final class Started {
        static final OrtEnvironment ENVIRONMENT = start();

        private static OrtEnvironment start() {
            if (OnnxRuntime.class.getClassLoader().getResource(DJL_ENGINE.replace('.', '/') + ".class") != null) {
                Engine.getEngine("OnnxRuntime");
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            keep(environment);
            return environment;
        }

        /**
         * Keeps the environment alive until the process ends. ONNX Runtime's Java binding frees it in a shutdown hook,
         * while other threads may still run a session: on Ctrl-C or SIGTERM, the process would crash with SIGABRT. The
         * native library counts references to the environment, so one more is added, by a private method because there
         * is no public one. Versions without that method keep their own behaviour.
         */
        private static void keep(OrtEnvironment environment) {
            try {
                Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
                Method create =
                        OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
                api.setAccessible(true);
                create.setAccessible(true);
                int warnings = 2;
                create.invoke(null, api.getLong(null), warnings, environment.toString());
            } catch (ReflectiveOperationException | RuntimeException e) { // RuntimeException: it may be inaccessible
                System.getLogger(OnnxRuntime.class.getName())
                        .log(System.Logger.Level.DEBUG, "the environment is freed when the process begins to end", e);
            }
        }
    }

    /**
     * A session for a graph; close it.
     *
     * @throws ConfigException if the device is not available
     */
    public static OrtSession session(OnnxGraph graph, RuntimeOptions options) {
        if (graph.fitsIntoMemory()) {
            return create(
                    options, false, "the graph", session -> environment().createSession(graph.toBuffer(), session));
        }
        Path folder = temporaryFolder(); // a model of more than 2 GB has to be a file
        try {
            Path file = folder.resolve("model.onnx");
            graph.write(file);
            return session(OnnxModelFile.open(file), options);
        } finally {
            remove(folder);
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("vpt4j-model");
        } catch (IOException e) {
            throw new FileException("a temporary folder cannot be created: " + e.getMessage(), e);
        }
    }

    /** A session keeps its mapping; where the system forbids deletion, the file remains until the process ends. */
    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Stream.concat(files, Stream.of(folder)).forEach(path -> {
                if (!path.toFile().delete()) {
                    path.toFile().deleteOnExit();
                }
            });
        } catch (IOException e) {
            throw new FileException(folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /**
     * A session for a file; close it.
     *
     * @throws WeightsException if the file is damaged or ONNX Runtime rejects it
     * @throws ConfigException if the device is not available
     */
    public static OrtSession session(Path file, RuntimeOptions options) {
        return session(OnnxModelFile.open(file), options);
    }

    /** The same for a file that has already been checked. */
    public static OrtSession session(OnnxModelFile model, RuntimeOptions options) {
        String file = model.file().toString();
        return create(
                options, model.isInTwoFiles(), file, session -> environment().createSession(file, session));
    }

    /** The exception for a run that failed. */
    public static VptException failed(String what, OrtException cause) {
        return new VptException("ONNX Runtime could not " + what + ": " + cause.getMessage(), cause);
    }

    /**
     * Closes a session.
     *
     * @throws VptException if that fails
     */
    public static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw failed("close a session", e);
        }
    }

    @FunctionalInterface
    private interface Creation {
        OrtSession with(OrtSession.SessionOptions options) throws OrtException;
    }

    private static OrtSession create(RuntimeOptions options, boolean mapped, String what, Creation creation) {
        OrtEnvironment started = environment(); // must come before any other use of ONNX Runtime
        try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
            session.setIntraOpNumThreads(options.effectiveThreads());
            session.setInterOpNumThreads(1);
            // Waiting threads spin only if a run has the machine to itself: otherwise they would slow down others.
            boolean alone = options.effectiveThreads() >= Runtime.getRuntime().availableProcessors();
            session.addConfigEntry("session.intra_op.allow_spinning", alone ? "1" : "0");
            session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            if (mapped) {
                // Gigabytes of weights stay in the mapped file instead of being copied into another order.
                session.addConfigEntry("session.disable_prepacking", "1");
            }
            addDevice(session, options);
            return creation.with(session);
        } catch (OrtException e) {
            throw new WeightsException(
                    what + " is rejected by ONNX Runtime " + started.getVersion() + ": " + e.getMessage(), e);
        }
    }

    /** Whether a session with these options tries to use a GPU. */
    static boolean mayUseGpu(RuntimeOptions options) {
        return switch (options.device()) {
            case RuntimeOptions.CPU -> false;
            case RuntimeOptions.AUTO -> OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
            default -> true;
        };
    }

    private static void addDevice(OrtSession.SessionOptions session, RuntimeOptions options) {
        if (!mayUseGpu(options)) {
            return;
        }
        boolean must = !options.device().equals(RuntimeOptions.AUTO);
        try {
            session.addCUDA(options.gpu());
        } catch (OrtException e) {
            if (must) {
                throw new ConfigException(
                        "device " + options.device() + " cannot be used (" + e.getMessage()
                                + "); replace onnxruntime by onnxruntime_gpu on the class path and check the versions of CUDA and"
                                + " cuDNN, or use the device cpu",
                        e);
            }
        }
    }
}
