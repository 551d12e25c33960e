package org.vpt4j.detect.inference;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.util.Locale;
import org.vpt4j.vision.error.ConfigException;

/** Starts the PyTorch engine with the user's number of threads, which is read only once, when it starts. */
public final class PyTorchEngine {
    private PyTorchEngine() {}

    /**
     * The engine, started with this many threads if this is its first use in the process.
     *
     * @param threads threads of one operator; 0: all cores
     * @throws ConfigException if no PyTorch engine is on the class path
     */
    public static Engine start(int threads) {
        System.setProperty("ai.djl.offline", "true"); // nothing is ever fetched at run time
        if (threads > 0) {
            System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
            System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        }
        try {
            return Engine.getEngine("PyTorch");
        } catch (IllegalArgumentException | EngineException e) {
            throw new ConfigException(
                    "the PyTorch engine does not start; put ai.djl.pytorch:pytorch-engine, pytorch-jni and a native"
                            + " artifact for " + System.getProperty("os.name") + " on the class path: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * The device for {@code auto}, {@code cpu} or {@code cuda:N}; {@code gpu} is {@code cuda:0}.
     *
     * @throws ConfigException if a GPU is requested and not found
     */
    public static Device device(String name) {
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        String wanted = name.toLowerCase(Locale.ROOT);
        if (wanted.equals("cpu") || (wanted.equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        if (wanted.equals("auto") || wanted.equals("gpu")) {
            return gpu(0, gpus);
        }
        if (wanted.matches("cuda:\\d{1,4}")) {
            return gpu(Integer.parseInt(wanted.substring("cuda:".length())), gpus);
        }
        throw new ConfigException("device: \"" + name + "\" is none of auto, cpu, gpu, cuda:N");
    }

    private static Device gpu(int number, int gpus) {
        if (number >= gpus) {
            throw new ConfigException(
                    gpus == 0
                            ? "device: no GPU is seen; build with -Pgpu on a machine with CUDA, or use --device cpu"
                            : "device: cuda:" + number + " is wanted, but the GPUs are numbered 0 to " + (gpus - 1));
        }
        return Device.gpu(number);
    }
}
