package org.vpt4j.detect;

/**
 * How a detector runs.
 *
 * @param backbone name or folder of the backbone; empty: the one that the task names
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param threads threads of the arithmetic; 0: all cores
 */
public record DetectorOptions(String backbone, String device, int threads) {

    /** The backbone that the task names, on a GPU if there is one, with all cores. */
    public static DetectorOptions defaults() {
        return new DetectorOptions("", "auto", 0);
    }

    /** The same with a backbone by its name or folder: it must be the one that the task was trained on. */
    public DetectorOptions withBackbone(String nameOrFolder) {
        return new DetectorOptions(nameOrFolder, device, threads);
    }

    /** The same on {@code auto}, {@code cpu} or {@code gpu}. */
    public DetectorOptions withDevice(String name) {
        return new DetectorOptions(backbone, name, threads);
    }

    /** The same with so many threads; the first detector or training of a process decides for all. */
    public DetectorOptions withThreads(int count) {
        return new DetectorOptions(backbone, device, count);
    }
}
