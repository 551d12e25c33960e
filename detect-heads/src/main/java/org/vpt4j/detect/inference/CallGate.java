package org.vpt4j.detect.inference;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Admits any number of concurrent calls until it is closed: closing waits for running calls, and later ones are refused.
 */
final class CallGate {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final String what;
    private boolean closed;

    /** @param what is closed, for messages: {@code "detector"} */
    CallGate(String what) {
        this.what = what;
    }

    /**
     * Runs a call.
     *
     * @throws IllegalStateException if the gate is closed
     */
    <T> T call(Supplier<T> inside) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the " + what + " is closed: load it again to detect");
            }
            return inside.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for running calls, then frees what is guarded; closing again does nothing. */
    void close(Runnable free) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
