package org.vpt4j.samples.data;

import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.samples.console.Interruption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vpt4j data}: what is done with a dataset before a training. */
@Command(
        name = "data",
        description = "Check, convert, split and describe a dataset.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ./vpt4j data doctor --data my-images",
            "  ./vpt4j data convert --data my-images --to coco --out my-coco"
        })
public final class DataCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** The command with its subcommands. */
    public static CommandLine line(Interruption interruption) {
        CommandLine convert = new CommandLine(new ConvertCommand(interruption));
        convert.getCommandSpec()
                .usageMessage()
                .description(
                        "Write a dataset in another format: images, boxes, splits and class names.",
                        "Formats are " + String.join(", ", DatasetFormats.keys()) + ".");
        return new CommandLine(new DataCommand())
                .addSubcommand(convert)
                .addSubcommand(new DoctorCommand(interruption))
                .addSubcommand(new SplitCommand(interruption))
                .addSubcommand(new StatsCommand(interruption))
                .addSubcommand(new PreviewCommand(interruption));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do with the data: convert, doctor, split, stats, preview");
    }
}
