package org.vpt4j.samples.bench;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.vpt4j.detect.train.StopSignal;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.samples.report.Machine;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.setting.Settings;
import org.vpt4j.vision.tuning.TuningMethods;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vpt4j bench}: measures what settings cost on this machine. */
@Command(
        name = "bench",
        description = "Measure what settings cost on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./vpt4j bench train",
            "  ./vpt4j bench infer",
            "  ./vpt4j bench data",
            "  ./vpt4j bench load",
            "  ./vpt4j bench train --size 336x252 --batch 4 --json"
        })
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    public static CommandLine line(Interruption interruption) {
        CommandLine train = TrainingOptions.on(new CommandLine(new Train(interruption)), StepComparison.SETTINGS);
        return new CommandLine(new BenchCommand())
                .addSubcommand(train)
                .addSubcommand(new BenchInferCommand(interruption))
                .addSubcommand(new BenchDataCommand())
                .addSubcommand(new BenchLoadCommand())
                .addSubcommand(new BenchJavaCommand());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name what to measure: train, infer, data, load, java");
    }

    /** {@code vpt4j bench train}: the time of a training step, by method and part. */
    @Command(
            name = "train",
            description = {
                "Time a training step of each method: data, encoder forward, backward, head, optimizer;",
                "images per second, peak memory, and the ratio to full fine-tuning in fp32.",
                "--precision, --cache and --checkpointing take lists: every combination is a row."
            },
            sortOptions = false,
            abbreviateSynopsis = true,
            footer = {
                "",
                "Examples:",
                "  ./vpt4j bench train",
                "  ./vpt4j bench train --methods vpt-deep,full --size 336x252 --batch 4 --steps 20 --json",
                "  ./vpt4j bench train --methods head-only,full --precision fp32,bf16 --cache off,on --checkpointing off,on"
            })
    static final class Train implements Callable<Integer> {
        private final Interruption interruption;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--methods",
                paramLabel = "LIST",
                defaultValue = "head-only,vpt-shallow,vpt-deep,full",
                description = "Methods to measure (default: ${DEFAULT-VALUE}).")
        private String methods;

        @Option(
                names = "--steps",
                paramLabel = "N",
                defaultValue = "10",
                description = "Measured steps for each (default: ${DEFAULT-VALUE}).")
        private int steps;

        @Option(
                names = "--warmup-steps",
                paramLabel = "N",
                defaultValue = "3",
                description = "Warm-up steps for each (default: ${DEFAULT-VALUE}).")
        private int warmup;

        @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
        private boolean json;

        Train(Interruption interruption) {
            this.interruption = interruption;
        }

        @Override
        public Integer call() {
            if (steps < 1 || warmup < 0) {
                throw new ConfigException(
                        steps < 1
                                ? "steps: " + steps + " is less than 1"
                                : "warmup-steps: " + warmup + " is less than 0");
            }
            Settings given = StepComparison.deciding(
                    TrainingOptions.given(spec.commandLine().getParseResult()));
            Settings settings = given.has(TrainingSettings.DATA)
                    ? given
                    : given.with(TrainingSettings.DATA, Optional.of(SampleData.bloodCells()));
            List<StepRow> rows = settings.located(() -> rows(settings, List.of(methods.split(","))));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("machine", Machine.describe());
                result.put("settings", settings.texts());
                result.put("warmup", warmup);
                result.put("steps", steps);
                result.put("methods", rows);
                out.println(Json.of(result));
            } else {
                StepRow.table(rows).forEach(out::println);
            }
            return 0;
        }

        private List<StepRow> rows(Settings settings, List<String> names) {
            StopSignal stop = interruption.listen();
            names.forEach(TuningMethods::summary); // unknown methods fail before the first measurement
            List<StepVariant> all = StepVariant.of(names, settings);
            List<StepVariant> variants =
                    all.stream().filter(StepVariant::isPossible).toList();
            all.stream().filter(variant -> !variants.contains(variant)).forEach(variant -> spec.commandLine()
                    .getErr()
                    .println("left out: " + variant.label() + ": it tunes the first layer, so nothing below it"
                            + " can be cached"));
            if (variants.isEmpty()) {
                throw new ConfigException(
                        "cache",
                        "none of these methods leaves layers as they are that could be cached;"
                                + " use --cache off, or --layers last:4");
            }
            StepComparison.Steps counts = new StepComparison.Steps(warmup, steps);
            if (variants.size() == 1) {
                try (Progress progress = Progress.untilStopped(stop)) {
                    return List.of(StepComparison.here(variants.get(0), counts, progress));
                }
            }
            return variants.stream()
                    .map(variant -> StepComparison.apart(
                            spec.root().userObject().getClass().getName(), variant, counts, stop))
                    .toList();
        }
    }
}
