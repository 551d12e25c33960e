package org.vpt4j.samples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;

class FailureTest {
    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasASentenceAndAnExitCode(Throwable thrown, int exitCode, String sentence) {
        Failure failure = Failure.of(thrown);

        assertThat(failure.exitCode()).isEqualTo(exitCode);
        assertThat(failure.sentence()).contains(sentence);
    }

    static Stream<Arguments> failures() {
        IOException full = new FileSystemException("runs/a", null, "No space left on device");
        return Stream.of(
                arguments(new ConfigException("lr: must be positive"), 2, "lr: must be positive"),
                arguments(new ImageException("a.jpg is empty"), 1, "a.jpg is empty"),
                arguments(new CompletionException(new ImageException("a.jpg is empty")), 1, "a.jpg is empty"),
                arguments(new FileException("cannot write runs/a: the disk is full", full), 1, "the disk is full"),
                arguments(new UncheckedIOException(full), 1, "the disk is full"),
                arguments(new NoSuchFileException("b.jpg"), 1, "b.jpg does not exist"),
                arguments(new AccessDeniedException("c"), 1, "c: no permission"),
                arguments(new InterruptedException(), 130, "interrupted"),
                arguments(new CancellationException(), 130, "interrupted"),
                arguments(new OutOfMemoryError("Java heap space"), 1, "out of memory"),
                arguments(new IllegalStateException("DefaultCPUAllocator: can't allocate memory: x"), 1, "--batch"),
                arguments(new NullPointerException("oops"), 1, "please report it"));
    }
}
