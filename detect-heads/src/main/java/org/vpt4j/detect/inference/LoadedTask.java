package org.vpt4j.detect.inference;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.detect.task.Task;
import org.vpt4j.vision.runtime.EncoderPrompt;
import org.vpt4j.vision.runtime.Features;

/**
 * A task made ready for one encoder: its prompt as the encoder takes it, its head's values in native memory. Safe for
 * several threads. Owns native memory: close it.
 *
 * <p>Closing ends the caller's own use. The memory is freed when the task is attached nowhere and no request runs on it
 * any more.
 */
public final class LoadedTask implements AutoCloseable {
    private final TaskRunner owner;
    private final List<String> classes;
    private final double threshold;
    private final Preprocessing preprocessing;
    private final boolean suppress;
    private final EncoderPrompt prompt;
    private final HeadForms.Lease head;
    private final HeadArguments arguments;
    private final AtomicInteger users = new AtomicInteger(1); // whoever loaded it
    private final AtomicBoolean closed = new AtomicBoolean();

    LoadedTask(
            TaskRunner owner,
            Task task,
            boolean suppress,
            EncoderPrompt prompt,
            HeadForms.Lease head,
            HeadArguments arguments) {
        this.owner = owner;
        this.classes = task.classes();
        this.threshold = task.threshold();
        this.preprocessing = task.preprocessing();
        this.suppress = suppress;
        this.prompt = prompt;
        this.head = head;
        this.arguments = arguments;
    }

    /** Class names; a detection's class index points in here. */
    public List<String> classes() {
        return classes;
    }

    /** The task's own lowest score, in [0, 1]. */
    public double threshold() {
        return threshold;
    }

    /** How images enter the encoder for it. */
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    TaskRunner owner() {
        return owner;
    }

    boolean suppress() {
        return suppress;
    }

    EncoderPrompt prompt() {
        return prompt;
    }

    HeadForm form() {
        return head.form();
    }

    List<Integer> layers() {
        return head.form().layers();
    }

    Proposals propose(Features features, List<Integer> rows) {
        return head.form().propose(features, rows, arguments.tensors());
    }

    /** Begins a use, to be ended by {@link #release}; false if the memory is freed already. */
    boolean retain() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Ends a use; the last one frees the memory. */
    void release() {
        if (users.decrementAndGet() == 0) {
            arguments.close();
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
