package org.vpt4j.samples.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vpt4j bench java}: the Java parts around the encoder, each alone, by JMH. */
@Command(
        name = "java",
        description = {
            "Time the Java parts of detection one by one, with JMH: decoding, letterbox, normalisation,",
            "reading the head's numbers and suppressing duplicates."
        },
        sortOptions = false,
        footer = {"", "Examples:", "  ./vpt4j bench java", "  ./vpt4j bench java --only letterbox --iterations 10"})
final class BenchJavaCommand implements Callable<Integer> {
    private static final String ALL = "org\\.vpt4j\\.samples\\.bench\\.micro\\..*";

    @Option(names = "--only", paramLabel = "PART", description = "Benchmarks whose name holds this.")
    private String only;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured seconds of each (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes of each; 0 stays in this one (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Override
    public Integer call() throws Exception {
        if (iterations < 1 || forks < 0) {
            throw new ConfigException("iterations is 1 or more, and forks 0 or more");
        }
        if (only != null && !only.matches("\\w+")) {
            throw new ConfigException("only: \"" + only + "\" is no part of a name; use letters");
        }
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(only == null ? ALL : ALL + only + ".*")
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .forks(forks)
                .shouldFailOnError(true);
        try {
            new Runner(options.build()).run();
            return 0;
        } catch (NoBenchmarksException e) {
            throw new ConfigException("only: no benchmark's name holds \"" + only + "\"", e);
        } catch (RunnerException e) {
            throw new ConfigException("JMH cannot measure: " + e.getMessage(), e);
        }
    }
}
