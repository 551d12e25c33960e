package org.vpt4j.samples.console;

import java.util.List;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.vision.error.ConfigException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that find objects by the names of their classes: without a task, or other ones than the task's. */
public final class WordOptions {
    @Option(
            names = "--zero-shot",
            paramLabel = "NAMES",
            description =
                    "Instead of a task: names to look for without training, such as \"cat,dog\", with a --backbone"
                            + " that knows words (CLIP, SigLIP). Coarse, and touching objects are one.")
    private String zeroShot;

    @Mixin
    private ClassesOption classes;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "What is said around these names, such as \"a drawing of a {}\", where {} is the name; repeat"
                    + " it for several, which are averaged (default: five sentences of photos).")
    private List<String> templates;

    /**
     * Checks that there is a task or names to look for, and not both.
     *
     * @param task the file; null without one
     * @throws ConfigException that says what to give
     */
    public void require(Object task) {
        if ((task == null) == (zeroShot == null)) {
            throw new ConfigException(
                    task == null
                            ? "say what to find: --task FILE, or --zero-shot NAMES with a --backbone that knows words"
                            : "--task and --zero-shot exclude each other; give --classes to look for other names with a task");
        }
        if (zeroShot != null && classes.isGiven()) {
            throw new ConfigException("classes", "belongs to --task; give all names with --zero-shot");
        }
    }

    /** Whether names are given instead of a task. */
    public boolean isZeroShot() {
        return zeroShot != null;
    }

    /** The names of {@code --zero-shot}. */
    public List<String> names() {
        return ClassesOption.split(zeroShot);
    }

    /** These options with names and sentences; the names of {@code --zero-shot} are not among them. */
    public DetectorOptions in(DetectorOptions options) {
        return options.withClasses(classes.names()).withTemplates(templates == null ? List.of() : templates);
    }
}
