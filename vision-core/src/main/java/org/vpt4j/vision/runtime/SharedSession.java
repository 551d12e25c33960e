package org.vpt4j.vision.runtime;

import ai.onnxruntime.OrtSession;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A session that goes when its owner and all who use it have let it go: results lie in the session's memory, and must not
 * outlive it.
 */
final class SharedSession {
    private final OrtSession session;
    private final AtomicInteger users = new AtomicInteger(1); // the owner

    SharedSession(OrtSession session) {
        this.session = session;
    }

    /**
     * The session, to be {@linkplain #release released} once.
     *
     * @throws IllegalStateException if nobody has it any more
     */
    OrtSession acquire() {
        int before = users.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        if (before == 0) {
            throw new IllegalStateException("the encoder is closed");
        }
        return session;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            OnnxRuntime.close(session);
        }
    }
}
