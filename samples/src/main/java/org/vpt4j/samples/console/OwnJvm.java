package org.vpt4j.samples.console;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java machine like the one that this program runs on: the same java, the same options, the same class path. */
public final class OwnJvm {
    private OwnJvm() {}

    /**
     * The command line that starts one.
     *
     * @param main main class
     * @param arguments its words
     */
    public static List<String> command(String main, List<String> arguments) {
        return command(List.of(), main, arguments);
    }

    /**
     * The command line that starts one with more options.
     *
     * @param options win over this one's own
     * @param main main class
     * @param arguments its words
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
