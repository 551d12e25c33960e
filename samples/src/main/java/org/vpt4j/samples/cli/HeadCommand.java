package org.vpt4j.samples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.samples.report.Html;
import org.vpt4j.samples.report.RunFacts;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.setting.Setting;
import org.vpt4j.vision.setting.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vpt4j head}: heads that trainings start from. */
@Command(
        name = "head",
        description = "Make a head that trainings start from.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  ./vpt4j head pretrain --data photos"})
final class HeadCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private HeadCommand() {}

    public static CommandLine line(Interruption interruption) {
        List<Setting<?>> settings = HeadPretraining.SETTINGS.asDefaultsOf(TrainingSettings.all().stream()
                .filter(setting -> !Pretrain.OWN.contains(setting.name()))
                .toList());
        CommandLine pretrain = TrainingOptions.on(new CommandLine(new Pretrain(interruption)), settings);
        return new CommandLine(new HeadCommand()).addSubcommand(pretrain);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with the head: pretrain");
    }

    /** {@code vpt4j head pretrain}: the task {@code objects} of a backbone. */
    @Command(
            name = "pretrain",
            description = {
                "Train a head that finds objects of any kind, on images with many kinds of them, as the task that later",
                "trainings on this backbone start from. Their classes are ignored, and the encoder is not tuned."
            },
            sortOptions = false,
            abbreviateSynopsis = true,
            footer = {
                "",
                "Put the file as objects.safetensors into the backbone's folder: \"train\" starts from it by default there,",
                "and \"detect --task objects\" finds objects. If that folder has a SHA256SUMS, the file's line belongs there.",
                "",
                "Examples:",
                "  ./vpt4j head pretrain --data photos",
                "  ./vpt4j head pretrain --data photos --backbone my-vit --out my-vit/objects.safetensors",
                "  ./vpt4j head pretrain --data photos --epochs 30 --views 4 --run runs/longer --out longer.safetensors",
                "  ./vpt4j head pretrain --data photos --resume"
            })
    static final class Pretrain implements Callable<Integer> {
        /** Settings of a training that are given otherwise here, or make no sense. */
        static final List<String> OWN =
                List.of(TrainingSettings.OUT.name(), TrainingSettings.PRESET.name(), TrainingSettings.OLD_DATA.name());

        private final Interruption interruption;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                defaultValue = "objects.safetensors",
                description = "The task file to write, at most 4 MB (default: ${DEFAULT-VALUE}).")
        private String out;

        @Option(
                names = "--run",
                paramLabel = "DIR",
                defaultValue = "runs/pretrain",
                description = "Folder of the training, with its report (default: ${DEFAULT-VALUE}).")
        private Path run;

        @Option(
                names = "--resume",
                description = "Resume the training in --run from its last checkpoint; start it if there is none yet.")
        private boolean resume;

        @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
        private boolean json;

        Pretrain(Interruption interruption) {
            this.interruption = interruption;
        }

        @Override
        public Integer call() {
            Path file = Path.of(out);
            if (Files.exists(file) && !resume) {
                throw new ConfigException("out", file + " exists; move it away, or name another file with --out");
            }
            Settings given = TrainingOptions.given(spec.commandLine().getParseResult())
                    .without(OWN)
                    .with(TrainingSettings.OUT, run);
            boolean begun = resume && Files.exists(new RunDirectory(run).checkpoint()); // it keeps its settings
            Settings settings = begun ? given : given.over(HeadPretraining.SETTINGS);
            HeadPretraining.requireSmall(settings);
            try (Progress progress = Progress.onStandardError()) {
                RunOutcome outcome = new RequestedRun(spec, interruption, progress).run(settings, resume);
                HeadPretraining.write(outcome.folder(), file);
                print(outcome, file);
            }
            return 0;
        }

        private void print(RunOutcome outcome, Path file) {
            RunFacts facts = outcome.facts();
            RunFacts.Finding.lines(facts.findings()).forEach(spec.commandLine().getErr()::println);
            PrintWriter results = spec.commandLine().getOut();
            if (json) {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("task", file.toString());
                result.put("bytes", HeadPretraining.bytes(file));
                result.put("sha256", Sha256.of(file));
                result.put("report", outcome.folder().report().toString());
                result.putAll(facts.toMap());
                results.println(Json.of(result));
                return;
            }
            results.println(
                    facts.measured().lines().stream().limit(2).collect(Collectors.joining(System.lineSeparator())));
            results.println("task:    " + file + ", " + Html.bytes(HeadPretraining.bytes(file)));
            results.println("SHA-256: " + Sha256.of(file));
            results.println("report:  " + outcome.folder().report());
        }
    }
}
