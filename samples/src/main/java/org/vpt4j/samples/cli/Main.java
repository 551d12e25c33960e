package org.vpt4j.samples.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vpt4j.detect.train.Preset;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.bench.BenchCommand;
import org.vpt4j.samples.compare.CompareCommand;
import org.vpt4j.samples.compare.CompareRunCommand;
import org.vpt4j.samples.console.Failure;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.TrainingOptions;
import org.vpt4j.samples.data.DataCommand;
import org.vpt4j.samples.detect.DetectCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code vpt4j} command: the tree of its subcommands, and what happens when one fails. */
@Command(
        name = "vpt4j",
        description =
                "Adapts a frozen vision transformer to object detection, by training a few prompts and a small head.",
        sortOptions = false,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./vpt4j demo                                  a first training, on blood cells: some minutes",
            "  ./vpt4j train --data my-images --out runs/a   train on a folder of labelled images",
            "  ./vpt4j detect --task runs/a/task.safetensors new/*.jpg --out found",
            "",
            "\"./vpt4j help COMMAND\" explains a command by example."
        })
@SuppressWarnings("UnusedVariable") // set and read by picocli
final class Main implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error, for a bug report.")
    private boolean stacktrace;

    private Main() {}

    /** Runs a command and exits with its exit code. */
    public static void main(String[] arguments) {
        int code;
        try (Interruption interruption = Interruption.ofProcess()) {
            code = run(interruption, writer(System.out), writer(System.err), arguments);
        }
        System.exit(code);
    }

    /** UTF-8 in every locale, as JSON and file names must not depend on it. */
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * Runs a command.
     *
     * @param interruption signals Ctrl-C to the command
     * @param out for results
     * @param err for everything else
     * @return the exit code: 0 success, 1 invalid input, 2 wrong usage, 130 interrupted
     */
    static int run(Interruption interruption, PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main();
        try {
            return main.line(interruption, out, err).execute(arguments);
        } catch (Throwable e) { // an Error, which picocli does not pass to a handler, or a broken plug-in
            return main.explain(e, err);
        }
    }

    private CommandLine line(Interruption interruption, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(this)
                .addSubcommand(new DemoCommand(interruption))
                .addSubcommand(TrainingOptions.on(
                        new CommandLine(new TrainCommand(interruption)),
                        Preset.BALANCED.settings().asDefaultsOf(TrainingSettings.all())))
                .addSubcommand(new EvalCommand(interruption))
                .addSubcommand(new DetectCommand(interruption))
                .addSubcommand(new ExportCommand(interruption))
                .addSubcommand(new TaskCommand())
                .addSubcommand(new BackboneCommand())
                .addSubcommand(new FeaturesCommand(interruption))
                .addSubcommand(DataCommand.line(interruption))
                .addSubcommand(HeadCommand.line(interruption))
                .addSubcommand(BenchCommand.line(interruption))
                .addSubcommand(CompareCommand.line(Main.class, interruption::listen))
                .addSubcommand(new CompareRunCommand(Main.class, interruption::listen))
                .addSubcommand(new HelpCommand());
        line.setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(110)
                .setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> explain(e, err));
        line.setExecutionExceptionHandler((e, command, parsed) -> explain(e, err));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                new CommandLine(this),
                "say what to do: demo, train, eval, detect, export, task, data, head, bench, compare");
    }

    private int explain(Throwable thrown, PrintWriter err) {
        if (stacktrace) {
            thrown.printStackTrace(err);
        }
        if (thrown instanceof ParameterException wrong) {
            err.println("vpt4j: " + sentence(wrong));
            return Failure.USAGE;
        }
        Failure failure = Failure.of(thrown);
        err.println("vpt4j: " + failure.sentence());
        return failure.exitCode();
    }

    private static String sentence(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String help = "see \"" + command.getCommandSpec().qualifiedName() + " --help\"";
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            List<String> near = unmatched.getSuggestions();
            String what = word.startsWith("-")
                    ? "unknown option " + word
                    : command.getSubcommands().isEmpty()
                            ? "\"" + word + "\" is one word too many"
                            : "no command " + word;
            return what + (near.isEmpty() ? "" : ", did you mean " + near.get(0) + "?") + "; " + help;
        }
        return wrong.getMessage() + "; " + help;
    }
}
