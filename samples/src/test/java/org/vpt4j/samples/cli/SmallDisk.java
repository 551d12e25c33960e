package org.vpt4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;

/** A file system in memory; making one takes a root who may mount. A mapped file must not hold up its end. */
record SmallDisk(Path at) implements AutoCloseable {
    static SmallDisk mount(Path at, long bytes) {
        assumeThat(succeeds("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", at.toString()))
                .as("this user may mount a small file system")
                .isTrue();
        return new SmallDisk(at);
    }

    void resize(long bytes) {
        assertThat(succeeds("mount", "-o", "remount,size=" + bytes, at.toString()))
                .isTrue();
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Override
    public void close() {
        assertThat(succeeds("umount", "-l", at.toString())).isTrue();
    }
}
