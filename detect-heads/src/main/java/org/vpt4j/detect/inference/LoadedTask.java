package org.vpt4j.detect.inference;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.vpt4j.detect.head.DetectionDecoder;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.runtime.EncoderPrompt;
import org.vpt4j.vision.runtime.OnnxEncoder;

/**
 * A task loaded for one encoder: its prompt in the encoder's form, its head's values in native memory. Thread-safe.
 * Owns native memory: close it.
 *
 * <p>Closing ends the caller's own use. The memory is freed when the task is no longer attached and no request runs on it.
 */
public final class LoadedTask implements AutoCloseable {
    private final TaskRunner owner;
    private final double threshold;
    private final Task.Preprocessing preprocessing;
    private final DetectionDecoder decoder;
    private final EncoderPrompt prompt;
    private final HeadSessions.Lease head;
    private final HeadValues values;
    private final AtomicInteger users = new AtomicInteger(1); // the caller that loaded it
    private final AtomicBoolean closed = new AtomicBoolean();

    LoadedTask(TaskRunner owner, CheckedTask task, EncoderPrompt prompt, HeadSessions.Lease head, HeadValues values) {
        this.owner = owner;
        this.threshold = task.task().threshold();
        this.preprocessing = task.task().preprocessing();
        this.decoder = task.decoder();
        this.prompt = prompt;
        this.head = head;
        this.values = values;
    }

    /** Class names, by class index. */
    public List<String> classes() {
        return decoder.classes();
    }

    /** The task's own score threshold, in [0, 1]. */
    public double threshold() {
        return threshold;
    }

    /** How images are prepared. */
    public Task.Preprocessing preprocessing() {
        return preprocessing;
    }

    TaskRunner owner() {
        return owner;
    }

    DetectionDecoder decoder() {
        return decoder;
    }

    EncoderPrompt prompt() {
        return prompt;
    }

    HeadSession session() {
        return head.session();
    }

    List<Integer> layers() {
        return head.session().layers();
    }

    Proposals propose(OnnxEncoder.Features features, List<Integer> rows) {
        return head.session().propose(features, rows, values.tensors());
    }

    /** Begins a use, to be ended by {@link #release}; false if the memory is already freed. */
    boolean retain() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Ends a use; the last one frees the memory. */
    void release() {
        if (users.decrementAndGet() == 0) {
            values.close();
            head.end().run();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }
}
