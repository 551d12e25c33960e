package org.vpt4j.samples.cli;

import java.util.concurrent.Callable;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vpt4j bench}: measurements that tell what a choice costs on this machine. */
@Command(
        name = "bench",
        description = "Measure what a choice costs on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  ./vpt4j bench train", "  ./vpt4j bench train --size 336x252 --batch 4 --json"})
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    static CommandLine line() {
        CommandLine train = TrainingOptions.on(
                new CommandLine(new Train()),
                "data",
                "backbone",
                "tokens",
                "layers",
                "feature-layers",
                "size",
                "batch",
                "device",
                "threads",
                "precision",
                "seed",
                "json");
        return new CommandLine(new BenchCommand()).addSubcommand(train);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to measure: train");
    }

    /** {@code vpt4j bench train}: where the time of a training step goes, for each method. */
    @Command(
            name = "train",
            description = {
                "Time a training step of each method: data, encoder forward, backward, head, optimizer;",
                "images a second, peak memory, and the ratio to training the whole encoder."
            },
            sortOptions = false,
            abbreviateSynopsis = true,
            footer = {
                "",
                "Examples:",
                "  ./vpt4j bench train",
                "  ./vpt4j bench train --methods vpt-deep,full --size 336x252 --batch 4 --steps 20 --json"
            })
    static final class Train implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(
                names = "--methods",
                paramLabel = "LIST",
                defaultValue = "head-only,vpt-shallow,vpt-deep,full",
                description = "Which methods (default: ${DEFAULT-VALUE}).")
        private String methods;

        @Option(
                names = "--steps",
                paramLabel = "N",
                defaultValue = "10",
                description = "Measured steps of each, after 3 to warm up (default: ${DEFAULT-VALUE}).")
        private int steps;

        @Override
        public Integer call() {
            throw new ConfigException("bench train is not there yet: " + methods + steps + spec.name());
        }
    }
}
