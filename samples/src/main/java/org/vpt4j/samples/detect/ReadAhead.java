package org.vpt4j.samples.detect;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.vpt4j.detect.train.StopSignal;

/**
 * Reads a source in a separate thread, some images ahead, in order.
 *
 * <p>Keeps at most {@value #MOST} images, fewer if they are large. The thread closes the source when it ends: at the end
 * of the source, or soon after this is closed.
 */
final class ReadAhead implements AutoCloseable {
    private static final int MOST = 8;
    private static final long MOST_PIXELS = 50_000_000;
    private static final long POLL_MS = 100;
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    private final FrameSource source;
    private final Queue<FrameSource.Item> read = new ArrayDeque<>();
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
                Optional<FrameSource.Item> next = source.next();
                next.ifPresent(this::put);
                more = next.isPresent();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // also an Error: requireSound rethrows it
            failure = e;
        } finally {
            end();
        }
    }

    /** Waits before an image is read, so that no more than the limit are in memory; false when closed. */
    private synchronized boolean waitForRoom() throws InterruptedException {
        int most = source.isLive() ? 1 : MOST;
        while (!closed && (read.size() >= most || pixels >= MOST_PIXELS)) {
            wait();
        }
        return !closed;
    }

    private synchronized void put(FrameSource.Item one) {
        read.add(one);
        pixels += pixels(one);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits for the next image.
     *
     * @return empty at the end, or when stopped
     */
    synchronized Optional<FrameSource.Item> take(StopSignal stop) {
        while (read.isEmpty() && !ended && !stop.isRaised()) {
            try {
                wait(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        if (stop.isRaised()) {
            return Optional.empty();
        }
        Optional<FrameSource.Item> one = Optional.ofNullable(read.poll());
        one.ifPresent(item -> pixels -= pixels(item));
        notifyAll();
        return one;
    }

    /** Throws if reading failed; call it after the last image. */
    synchronized void requireSound() {
        if (failure != null) {
            throw new IllegalStateException("reading " + source.title() + " failed: " + failure, failure);
        }
    }

    static long pixels(FrameSource.Item one) {
        return one instanceof Frame frame
                ? (long) frame.image().width() * frame.image().height()
                : 0;
    }

    /** Stops reading. A camera that hangs is left until the process ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            read.clear();
            notifyAll();
        }
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
