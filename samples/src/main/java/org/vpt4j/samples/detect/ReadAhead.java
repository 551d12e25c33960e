package org.vpt4j.samples.detect;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.vpt4j.detect.train.StopSignal;

/**
 * Reads a source in a thread of its own, some images ahead of whoever works on them, in order.
 *
 * <p>It keeps at most {@value #MOST} images, and of large ones fewer. The thread closes the source when it ends: at the
 * source's end, or soon after this is closed.
 */
final class ReadAhead implements AutoCloseable {
    private static final int MOST = 8;
    private static final long MOST_PIXELS = 50_000_000;
    private static final long PATIENCE_MS = 100;
    private static final long FAREWELL_MS = 2_000;

    private final FrameSource source;
    private final Queue<Taken> read = new ArrayDeque<>();
    private final Thread thread;
    private long pixels;
    private boolean ended;
    private boolean closed;
    private Throwable failure;

    private ReadAhead(FrameSource source) {
        this.source = source;
        this.thread = new Thread(this::run, "read " + source.title());
        thread.setDaemon(true);
    }

    static ReadAhead of(FrameSource source) {
        ReadAhead ahead = new ReadAhead(source);
        ahead.thread.start();
        return ahead;
    }

    private void run() {
        try (source) {
            boolean more = true;
            while (more && waitForRoom()) {
                Optional<Taken> next = source.next();
                next.ifPresent(this::put);
                more = next.isPresent();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // also an Error: it belongs to whoever takes
            failure = e;
        } finally {
            end();
        }
    }

    /** Before an image is read, so that none is held beside those that wait; false when none is wanted any more. */
    private synchronized boolean waitForRoom() throws InterruptedException {
        int most = source.isLive() ? 1 : MOST;
        while (!closed && (read.size() >= most || pixels >= MOST_PIXELS)) {
            wait();
        }
        return !closed;
    }

    private synchronized void put(Taken one) {
        read.add(one);
        pixels += pixels(one);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * The next one; waits for it.
     *
     * @return empty at the end, or when a stop is asked for
     */
    synchronized Optional<Taken> take(StopSignal stop) {
        while (read.isEmpty() && !ended && !stop.isRaised()) {
            try {
                wait(PATIENCE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        if (stop.isRaised()) {
            return Optional.empty();
        }
        Optional<Taken> one = Optional.ofNullable(read.poll());
        one.ifPresent(taken -> pixels -= pixels(taken));
        notifyAll();
        return one;
    }

    /** Throws what made the thread end, if anything did; to be asked when all before it is done. */
    synchronized void requireSound() {
        if (failure != null) {
            throw new IllegalStateException("reading " + source.title() + " failed: " + failure, failure);
        }
    }

    static long pixels(Taken one) {
        return one instanceof Frame frame
                ? (long) frame.image().width() * frame.image().height()
                : 0;
    }

    /** Reads no more. A camera that hangs is left to the end of the process. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            read.clear();
            notifyAll();
        }
        try {
            thread.join(FAREWELL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
