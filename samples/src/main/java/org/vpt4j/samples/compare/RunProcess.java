package org.vpt4j.samples.compare;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.samples.console.OwnJvm;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.error.VptException;

/**
 * Executes a run in its own process, started like this one, so that its memory and energy can be measured and a crash
 * affects nothing else. Its error output is passed on.
 */
final class RunProcess {
    /** Lines instead of a bar: several processes cannot share one. */
    private static final String LINES = "-D" + Progress.TERMINAL + "=false";

    private static final int POLL_MS = 50;
    private static final int PATIENCE_S = 40;
    private static final int INTERRUPTED = 130;
    private static final int SIGNALS = 128;
    private static final int KILL = 9;

    private RunProcess() {}

    /**
     * Starts the process and waits until it exits.
     *
     * @param main main class of the command line
     * @param arguments its arguments
     * @param label prefix of its output lines if several processes print; else empty
     * @param stop when raised, the process is asked to write a checkpoint and end
     * @return the failure; null if there was none
     * @throws CancellationException if it was interrupted
     */
    public static RunFolder.Failure run(String main, List<String> arguments, String label, StopSignal stop) {
        try {
            Process process = new ProcessBuilder(
                            OwnJvm.command(label.isEmpty() ? List.of() : List.of(LINES), main, arguments))
                    .redirectOutput(
                            ProcessBuilder.Redirect.to(new File(File.separatorChar == '/' ? "/dev/null" : "NUL")))
                    .start();
            LabelledLines labelled = new LabelledLines(label, System.err);
            try {
                Tail said = new Tail(process.getErrorStream(), label.isEmpty() ? System.err : labelled);
                Thread pump = new Thread(said, "output of a run");
                pump.start();
                int code = await(process, stop);
                pump.join();
                return failure(code, said.lastSentence(), arguments);
            } finally {
                labelled.close();
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new VptException("no process for a run can be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private static int await(Process process, StopSignal stop) throws InterruptedException, IOException {
        while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
            if (stop.isRaised()) {
                process.getOutputStream().close(); // asks it to stop
                if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                return INTERRUPTED;
            }
        }
        return process.exitValue();
    }

    private static RunFolder.Failure failure(int code, String sentence, List<String> arguments) {
        if (code == 0) {
            return null;
        }
        if (code == INTERRUPTED) {
            throw new CancellationException("interrupted");
        }
        if (!sentence.isEmpty()) {
            return new RunFolder.Failure(sentence, code);
        }
        return new RunFolder.Failure(
                code == SIGNALS + KILL
                        ? "its process was killed (signal 9), probably because memory ran out; use a smaller --batch or"
                                + " --size"
                        : "its process ended with code " + code + " and without a message; see its output above, or run"
                                + " ./vpt4j " + String.join(" ", arguments),
                code);
    }

    /** Copies a stream and keeps its last part. */
    private static final class Tail implements Runnable {
        private static final String MARK = "vpt4j: ";
        private static final int KEPT = 1 << 14;

        private final InputStream from;
        private final OutputStream to;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Tail(InputStream from, OutputStream to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[1 << 10];
            try {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                    to.write(buffer, 0, n);
                    to.flush();
                    if (kept.size() > KEPT) {
                        byte[] all = kept.toByteArray();
                        kept.reset();
                        kept.write(all, all.length - KEPT / 2, KEPT / 2);
                    }
                    kept.write(buffer, 0, n);
                }
            } catch (IOException e) {
                // the process has exited, and the rest of its output is lost
            }
        }

        /** The last message printed by the command line itself; empty if there is none. */
        String lastSentence() {
            return kept.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(MARK))
                    .reduce("", (a, b) -> b)
                    .replaceFirst("^" + MARK, "");
        }
    }

    /** Forwards whole lines, each prefixed with a label that tells parallel processes apart. */
    static final class LabelledLines extends OutputStream {
        private final byte[] label;
        private final PrintStream to;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        LabelledLines(String label, PrintStream to) {
            this.label = (label + ": ").getBytes(StandardCharsets.UTF_8);
            this.to = to;
        }

        @Override
        public void write(int b) {
            if (line.size() == 0) {
                line.writeBytes(label);
            }
            line.write(b);
            if (b == '\n') {
                to.writeBytes(line.toByteArray());
                line.reset();
            }
        }

        /** Forwards an incomplete last line. */
        @Override
        public void close() {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}
