package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command line in a process of its own, for what cannot be tried within this one: signals and limits. */
public final class VptProcess implements AutoCloseable {
    private static final long PATIENCE_S = 180; // for a machine that is busy

    private final Process process;
    private final Path out;
    private final Path err;

    private VptProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param folder where its output goes
     * @param before words before {@code java}: a program that starts it under a condition
     */
    public static VptProcess start(Path folder, List<String> before, List<String> arguments) throws IOException {
        return start(folder, classPath(), before, arguments);
    }

    /** Starts it with an archive, or a folder of classes, that somebody has put on the class path. */
    static VptProcess withPlugIn(Path folder, Path plugIn, List<String> arguments) throws IOException {
        return start(folder, plugIn + File.pathSeparator + classPath(), List.of(), arguments);
    }

    private static VptProcess start(Path folder, String classPath, List<String> before, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classPath,
                Main.class.getName()));
        command.addAll(arguments);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new VptProcess(process, out, err);
    }

    private static String classPath() {
        String tests = System.getProperty("surefire.test.class.path", "");
        return tests.isEmpty() ? System.getProperty("java.class.path", ".") : tests + File.pathSeparator;
    }

    /** Whoever was started with SIGINT ignored hands that on, and Java then leaves it ignored: this takes it back. */
    static List<String> hearingInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return List.of();
        }
        boolean ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        return ignored ? List.of("env", "--default-signal=INT") : List.of();
    }

    /** Words before {@code java} under which no file may become larger than so many kilobytes; wants a bash. */
    static List<String> withFilesUpTo(long kilobytes) {
        assumeThat(Path.of("/bin/bash")).as("bash sets the limit").isExecutable();
        return List.of("/bin/bash", "-c", "ulimit -f " + kilobytes + "; exec \"$0\" \"$@\"");
    }

    /** Waits until something has happened; fails if the process ends before, or it takes too long. */
    public void await(BooleanSupplier happened) throws InterruptedException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!happened.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("it did not happen before the end of the process: " + err());
            }
            Thread.sleep(10);
        }
    }

    boolean hasSaid(String text) {
        try {
            return err().contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill ended with " + code);
        }
    }

    /** Waits so long; tells whether it still runs. */
    boolean livesFor(long milliseconds) throws InterruptedException {
        return !process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    }

    /** Waits for the end; gives the exit code. */
    public int code() throws InterruptedException, IOException {
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + err());
        }
        return process.exitValue();
    }

    public String out() throws IOException {
        return Files.readString(out);
    }

    public String err() throws IOException {
        return Files.readString(err);
    }

    /** What the command line itself said last. */
    String lastLine() throws IOException {
        List<String> lines = err().lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
