package org.vpt4j.detect;

/**
 * How a detector runs.
 *
 * @param backbone name or folder of the backbone; empty: the one that the task names
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param threads threads of the arithmetic; 0: all cores
 */
public record DetectorOptions(String backbone, String device, int threads) {

    public static DetectorOptions defaults() {
        return new DetectorOptions("", "auto", 0);
    }

    public DetectorOptions withBackbone(String nameOrFolder) {
        return new DetectorOptions(nameOrFolder, device, threads);
    }

    public DetectorOptions withDevice(String name) {
        return new DetectorOptions(backbone, name, threads);
    }

    public DetectorOptions withThreads(int count) {
        return new DetectorOptions(backbone, device, count);
    }
}
