package org.vpt4j.detect.inference;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets any number of calls in until it is closed: closing waits for those that are inside, and later ones are refused.
 */
public final class CallGate {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final String what;
    private boolean closed;

    /** @param what is behind the gate, as a message names it: {@code "detector"} */
    public CallGate(String what) {
        this.what = what;
    }

    /**
     * Runs a call.
     *
     * @throws IllegalStateException if the gate is closed
     */
    public <T> T call(Supplier<T> inside) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the " + what + " is closed: load it again to go on");
            }
            return inside.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits until nobody is inside, then frees what is behind the gate; the second time it does nothing. */
    public void close(Runnable free) {
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
