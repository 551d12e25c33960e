package org.vpt4j.detect.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Native memory for pixels that is used again and again: as many buffers as there have been batches at the same time,
 * none larger than the largest batch. For several threads.
 */
final class PixelBuffers {
    private final Deque<ByteBuffer> idle = new ArrayDeque<>();

    /** A direct buffer of native byte order with room for so many floats; to be given back. */
    ByteBuffer take(int floats) {
        int bytes = Math.multiplyExact(Float.BYTES, floats);
        synchronized (idle) {
            for (Iterator<ByteBuffer> all = idle.iterator(); all.hasNext(); ) {
                ByteBuffer buffer = all.next();
                if (buffer.capacity() >= bytes) {
                    all.remove();
                    return buffer;
                }
            }
            idle.poll(); // too small for what is asked now: it makes room for a larger one
        }
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    void giveBack(ByteBuffer buffer) {
        synchronized (idle) {
            idle.push(buffer);
        }
    }

    /** Forgets all idle buffers. */
    public void clear() {
        synchronized (idle) {
            idle.clear();
        }
    }
}
