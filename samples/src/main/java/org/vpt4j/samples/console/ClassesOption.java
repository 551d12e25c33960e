package org.vpt4j.samples.console;

import java.util.List;
import picocli.CommandLine.Option;

/** The option of the commands that find other classes than a task's own, by their names. */
public final class ClassesOption {
    @Option(
            names = "--classes",
            paramLabel = "NAMES",
            description =
                    "Names to look for instead of the task's classes, such as \"red circle,star\"; for tasks with the"
                            + " head open-vocab or zero-shot.")
    private String classes;

    boolean isGiven() {
        return classes != null;
    }

    /** The names; empty if the option is not given. */
    public List<String> names() {
        return split(classes);
    }

    /** The names in a list with commas; empty for null. */
    static List<String> split(String list) {
        return list == null ? List.of() : List.of(list.split(",", -1));
    }
}
