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
            return OrtEnvironment.getEnvironment();
        }
    }

    /**
     * A session on a graph that was just made; close it.
     *
     * @throws ConfigException if the device is not there
     */
    public static OrtSession session(OnnxGraph graph, RuntimeOptions options) {
        return create(
                options, "the graph that was made", session -> environment().createSession(graph.toBytes(), session));
    }

    /**
     * A session on a file; close it.
     *
     * @throws WeightsException if ONNX Runtime refuses the file
     * @throws ConfigException if the device is not there
     */
    public static OrtSession session(Path file, RuntimeOptions options) {
        return create(options, file.toString(), session -> environment().createSession(file.toString(), session));
    }

    /** What went wrong while a session ran, in a sentence. */
    public static VptException failed(String what, OrtException cause) {
        return new VptException("ONNX Runtime could not " + what + ": " + cause.getMessage(), cause);
    }

    @FunctionalInterface
    private interface Creation {
        OrtSession with(OrtSession.SessionOptions options) throws OrtException;
    }

    private static OrtSession create(RuntimeOptions options, String what, Creation creation) {
        OrtEnvironment started = environment(); // before anything else of ONNX Runtime
        try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
            session.setIntraOpNumThreads(options.effectiveThreads());
            session.setInterOpNumThreads(1);
            session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            addDevice(session, options);
            return creation.with(session);
        } catch (OrtException e) {
            throw new WeightsException(
                    what + " is refused by ONNX Runtime " + started.getVersion() + ": " + e.getMessage(), e);
        }
    }

    private static void addDevice(OrtSession.SessionOptions session, RuntimeOptions options) {
        boolean wanted = !options.device().equals(RuntimeOptions.CPU);
        boolean must = wanted && !options.device().equals(RuntimeOptions.AUTO);
        if (!wanted || (!must && !OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA))) {
            return;
        }
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
