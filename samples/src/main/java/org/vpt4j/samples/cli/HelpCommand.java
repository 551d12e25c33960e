package org.vpt4j.samples.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code vpt4j help bench train}: the help of a command at any depth. */
@Command(
        name = "help",
        description = "Explain a command by example.",
        helpCommand = true,
        footer = {"", "Examples:", "  ./vpt4j help train", "  ./vpt4j help bench train"})
final class HelpCommand implements CommandLine.IHelpCommandInitializable2, Runnable {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, such as train, or bench train.")
    private List<String> path = List.of();

    private CommandLine self;

    @Override
    public void init(
            CommandLine help, CommandLine.Help.ColorScheme colors, java.io.PrintWriter out, java.io.PrintWriter err) {
        self = help;
    }

    @Override
    public void run() {
        CommandLine command = self.getParent();
        for (String name : path) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw new UnmatchedArgumentException(command, List.of(name));
            }
            command = next;
        }
        command.usage(self.getOut());
    }
}
