package org.vpt4j.samples.console;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on one line of a terminal, with steps per second and the remaining time. */
final class BarProgress implements Progress {
    private static final int REDRAW_MS = 200;
    private static final int WIDTH = 100;

    private final PrintStream out;
    private ProgressBar bar;

    BarProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(String part, long steps) {
        close();
        bar = new ProgressBarBuilder()
                .setTaskName(part)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(REDRAW_MS)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed()
                .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
                .build();
    }

    @Override
    public void advance(long done, String note) {
        if (bar != null) {
            bar.stepTo(done);
            bar.setExtraMessage(note);
        }
    }

    /** Prints the line above the bar. */
    @Override
    public void say(String line) {
        String erase = bar == null ? "" : "\r" + " ".repeat(WIDTH) + "\r";
        out.println(erase + line);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
