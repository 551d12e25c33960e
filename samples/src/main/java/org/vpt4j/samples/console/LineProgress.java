package org.vpt4j.samples.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line at the end of each part, and at intervals during it: for log files and pipes. */
final class LineProgress implements Progress {
    private final PrintStream out;
    private final long pauseNanos;
    private final LongSupplier clock;
    private String part = "";
    private long steps;
    private long started;
    private long spoken;
    private long done;
    private String note = "";

    LineProgress(PrintStream out, Duration pause) {
        this(out, pause, System::nanoTime);
    }

    LineProgress(PrintStream out, Duration pause, LongSupplier clock) {
        this.out = out;
        this.pauseNanos = pause.toNanos();
        this.clock = clock;
    }

    @Override
    public void begin(String name, long count) {
        close();
        part = name;
        steps = count;
        done = 0;
        note = "";
        started = clock.getAsLong();
        spoken = started;
    }

    @Override
    public void advance(long count, String text) {
        done = count;
        note = text;
        long now = clock.getAsLong();
        if ((done < steps || steps < 0) && now - spoken >= pauseNanos) {
            spoken = now;
            print(now, remaining(now));
        }
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void close() {
        if (!part.isEmpty()) {
            long now = clock.getAsLong();
            print(now, String.format(Locale.ROOT, "in %.1f s", seconds(now)));
            part = "";
        }
    }

    private void print(long now, String time) {
        String rate = seconds(now) > 0 ? String.format(Locale.ROOT, "%.1f/s", done / seconds(now)) : "";
        String line = part + "  " + (steps < 0 ? done : done + "/" + steps) + "  " + rate + "  " + time + "  " + note;
        out.println(line.stripTrailing());
    }

    private String remaining(long now) {
        if (done == 0 || steps < 0) {
            return "";
        }
        return String.format(Locale.ROOT, "%.0f s left", seconds(now) / done * (steps - done));
    }

    private double seconds(long now) {
        return (now - started) / 1e9;
    }
}
