package org.vpt4j.vision.runtime;

import java.util.regex.Pattern;
import org.vpt4j.vision.error.ConfigException;

/**
 * The device and the number of threads that ONNX Runtime uses.
 *
 * @param device {@code cpu}, {@code cuda:N} (needs {@code onnxruntime_gpu} on the class path), or {@code auto}: the first
 *     GPU if available, else the CPU
 * @param threads of one run on the CPU; 0 stands for {@link #defaultThreads()}
 */
public record RuntimeOptions(String device, int threads) {
    /** {@code auto}, with the default number of threads. */
    public static final RuntimeOptions DEFAULT = new RuntimeOptions("auto", 0);

    static final String AUTO = "auto";
    static final String CPU = "cpu";
    private static final Pattern CUDA = Pattern.compile("cuda:(\\d{1,3})");

    /** @throws ConfigException if the device is not one of these or the number of threads is negative */
    public RuntimeOptions {
        if (!device.equals(AUTO) && !device.equals(CPU) && !CUDA.matcher(device).matches()) {
            throw new ConfigException("device \"" + device + "\" is not known; use auto, cpu, or cuda:0");
        }
        if (threads < 0) {
            throw new ConfigException("threads: " + threads + " is negative; use 0 for the default, or 1 and more");
        }
    }

    /** A copy for another device. */
    public RuntimeOptions withDevice(String other) {
        return new RuntimeOptions(other, threads);
    }

    /** A copy with another number of threads. */
    public RuntimeOptions withThreads(int other) {
        return new RuntimeOptions(device, other);
    }

    /**
     * Default threads of a run: all processors. This gives a single caller, the usual case, the lowest latency: 9.9 image
     * files a second on two cores. Several callers get the same in total, since their runs {@linkplain RunTurns take turns}.
     * As many callers as cores reach 10.0 a second with one thread each, but a single one only 5.4: one thread suits a
     * service that is always busy ({@code vpt4j bench infer}, 336 pixels).
     */
    public static int defaultThreads() {
        return Runtime.getRuntime().availableProcessors();
    }

    int effectiveThreads() {
        return threads == 0 ? defaultThreads() : threads;
    }

    /** Number of the GPU, if the device is one. */
    int gpu() {
        return device.equals(AUTO) ? 0 : Integer.parseInt(device.substring(device.indexOf(':') + 1));
    }
}
