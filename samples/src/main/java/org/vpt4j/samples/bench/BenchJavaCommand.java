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

/** {@code vpt4j bench java}: the Java parts around the encoder, each measured separately with JMH. */
@Command(
        name = "java",
        description = {
            "Time the Java parts of detection one by one, with JMH: decoding, letterbox, normalisation,",
            "decoding the head's outputs and suppressing duplicates."
        },
        sortOptions = false,
        footer = {"", "Examples:", "  ./vpt4j bench java", "  ./vpt4j bench java --only letterbox --iterations 10"})
final class BenchJavaCommand implements Callable<Integer> {
    private static final String ALL = "org\\.vpt4j\\.samples\\.bench\\.(Image|Suppression)Benchmark\\..*";

    @Option(names = "--only", paramLabel = "PART", description = "Only benchmarks whose name contains this.")
    private String only;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured seconds for each (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "1",
            description = "Processes for each; 0 for none (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Override
    public Integer call() throws Exception {
        if (iterations < 1 || forks < 0) {
            throw new ConfigException("iterations is 1 or more, and forks 0 or more");
        }
        if (only != null && !only.matches("\\w+")) {
            throw new ConfigException("only: \"" + only + "\" is not part of a name; use letters");
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
            throw new ConfigException("only: no benchmark's name contains \"" + only + "\"", e);
        } catch (RunnerException e) {
            throw new ConfigException("JMH cannot measure: " + e.getMessage(), e);
        }
    }
}
