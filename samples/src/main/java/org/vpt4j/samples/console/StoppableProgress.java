package org.vpt4j.samples.console;

import java.util.concurrent.CancellationException;
import org.vpt4j.detect.train.StopSignal;

/** Wraps another progress and stops the task at the next step after a signal is raised. */
final class StoppableProgress implements Progress {
    private final Progress shown;
    private final StopSignal stop;
    private final String sentence;

    StoppableProgress(Progress shown, StopSignal stop, String sentence) {
        this.shown = shown;
        this.stop = stop;
        this.sentence = sentence;
    }

    @Override
    public void begin(String part, long steps) {
        shown.begin(part, steps);
    }

    @Override
    public void advance(long done, String note) {
        shown.advance(done, note);
        if (stop.isRaised()) {
            throw new CancellationException(sentence);
        }
    }

    @Override
    public void say(String line) {
        shown.say(line);
    }

    @Override
    public void close() {
        shown.close();
    }
}
