package org.vpt4j.vision.runtime;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.VptException;
import org.vpt4j.vision.error.WeightsException;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.OnnxModelFile;

/** The one environment of ONNX Runtime in this process, and sessions with the same settings everywhere. */
public final class OnnxRuntime {
    private static final String DJL_ENGINE = "ai.djl.onnxruntime.engine.OrtEngine";

    private OnnxRuntime() {}

    /**
     * The environment. DJL's engine for ONNX Runtime, where it is on the class path, is started first: it insists on
     * making the environment, and fails for good where there is one already.
     */
    public static OrtEnvironment environment() {
        return Started.ENVIRONMENT;
    }

    /** Made once, when it is first asked for. */
    private static final class Started {
        static final OrtEnvironment ENVIRONMENT = start();

        private static OrtEnvironment start() {
            if (OnnxRuntime.class.getClassLoader().getResource(DJL_ENGINE.replace('.', '/') + ".class") != null) {
                Engine.getEngine("OnnxRuntime");
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            KeptEnvironment.keep(environment);
            return environment;
        }
    }

    /**
     * A session on a graph that was just made; close it.
     *
     * @throws ConfigException if the device is not there
     */
    public static OrtSession session(OnnxGraph graph, RuntimeOptions options) {
        if (graph.fitsIntoMemory()) {
            return create(options, false, "the graph that was made", session -> environment()
                    .createSession(graph.toBuffer(), session));
        }
        try (TemporaryModel model = TemporaryModel.of(graph)) {
            return session(OnnxModelFile.open(model.file()), options);
        }
    }

    /**
     * A session on a file; close it.
     *
     * @throws WeightsException if the file is damaged or ONNX Runtime refuses it
     * @throws ConfigException if the device is not there
     */
    public static OrtSession session(Path file, RuntimeOptions options) {
        return session(OnnxModelFile.open(file), options);
    }

    /** The same for a file that has been looked through already. */
    public static OrtSession session(OnnxModelFile model, RuntimeOptions options) {
        String file = model.file().toString();
        return create(
                options, model.isInTwoFiles(), file, session -> environment().createSession(file, session));
    }

    /** What went wrong while a session ran, in a sentence. */
    public static VptException failed(String what, OrtException cause) {
        return new VptException("ONNX Runtime could not " + what + ": " + cause.getMessage(), cause);
    }

    /**
     * Closes a session.
     *
     * @throws VptException if ONNX Runtime cannot
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
        OrtEnvironment started = environment(); // before anything else of ONNX Runtime
        try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
            session.setIntraOpNumThreads(options.effectiveThreads());
            session.setInterOpNumThreads(1);
            // Waiting threads spin only where one run has the whole machine: elsewhere they would take it from other
            // callers.
            boolean alone = options.effectiveThreads() >= Runtime.getRuntime().availableProcessors();
            session.addConfigEntry("session.intra_op.allow_spinning", alone ? "1" : "0");
            session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            if (mapped) {
                // Weights of gigabytes stay where they are, in the mapped file, instead of being copied in another
                // order.
                session.addConfigEntry("session.disable_prepacking", "1");
            }
            addDevice(session, options);
            return creation.with(session);
        } catch (OrtException e) {
            throw new WeightsException(
                    what + " is refused by ONNX Runtime " + started.getVersion() + ": " + e.getMessage(), e);
        }
    }

    /** Whether a session with these options looks for a GPU. */
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
                                + "); put onnxruntime_gpu in the place of onnxruntime on the class path and look at CUDA's and"
                                + " cuDNN's versions, or use the device cpu",
                        e);
            }
        }
    }
}
