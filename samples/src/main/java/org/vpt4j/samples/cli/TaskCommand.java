package org.vpt4j.samples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vpt4j.detect.task.ShippedTask;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.samples.console.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vpt4j task}: the content of task files. */
@Command(
        name = "task",
        description = "Inspect a task file: the trained prompts and head.",
        subcommands = TaskCommand.Info.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Examples:", "  ./vpt4j task info runs/a/task.safetensors"})
final class TaskCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with the task: info");
    }

    /** {@code vpt4j task info}: classes, method, backbone, sizes and origin of a task. */
    @Command(
            name = "info",
            description = "Show a task's classes, method, backbone, sizes and origin.",
            footer = {
                "",
                "Examples:",
                "  ./vpt4j task info runs/a/task.safetensors",
                "  ./vpt4j task info runs/a/task.safetensors --json"
            })
    static final class Info implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "The task file, or objects.")
        private Path file;

        @Option(names = "--json", description = "Print it as one JSON object on standard output.")
        private boolean json;

        @Override
        public Integer call() {
            Map<String, Object> facts = TaskFacts.of(TaskFile.read(ShippedTask.resolve(file, "")));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.of(facts));
            } else {
                int width =
                        facts.keySet().stream().mapToInt(String::length).max().orElse(1);
                facts.forEach((name, value) -> out.printf(Locale.ROOT, "%-" + width + "s  %s%n", name, value));
            }
            return 0;
        }
    }
}
