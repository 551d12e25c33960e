package org.vpt4j.samples.console;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts Java processes like this one: with the same java, options and class path. */
public final class OwnJvm {
    private OwnJvm() {}

    /**
     * The command line of such a process.
     *
     * @param main main class
     * @param arguments of the main class
     */
    public static List<String> command(String main, List<String> arguments) {
        return command(List.of(), main, arguments);
    }

    /**
     * The command line of such a process with additional options.
     *
     * @param options override those of this process
     * @param main main class
     * @param arguments of the main class
     */
    public static List<String> command(List<String> options, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
