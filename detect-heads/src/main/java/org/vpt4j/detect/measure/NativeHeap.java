package org.vpt4j.detect.measure;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/** The C library's heap, in which tensors lie. */
public final class NativeHeap {
    private static final int TRIM_THRESHOLD = -1; // mallopt's numbers of its settings
    private static final int MMAP_THRESHOLD = -3;
    private static final int LARGE = 4_000_000;
    private static final int SLACK = 1 << 28;

    private NativeHeap() {}

    /**
     * From now on the largest blocks, such as what an MLP computes between its halves, go back to the system when they are
     * freed, instead of leaving holes; smaller ones, which come and go more often, stay. A little slower, and only with
     * glibc on Linux: elsewhere nothing happens.
     */
    public static void returnLargeBlocks() {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Function mallopt = Function.getFunction("c", "mallopt");
            mallopt.invokeInt(new Object[] {TRIM_THRESHOLD, SLACK});
            mallopt.invokeInt(new Object[] {MMAP_THRESHOLD, LARGE});
        } catch (UnsatisfiedLinkError e) {
            return; // another C library: the training takes more memory, and is the same
        }
    }
}
