package org.vpt4j.samples.data;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.files.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j data stats}: a page about a dataset. */
@Command(
        name = "stats",
        description =
                "Write a page about a dataset: classes, boxes, where they are, and what an encoder can see of them.",
        sortOptions = false,
        footer = {
            "",
            "DIR then contains stats.html, one file that needs nothing else.",
            "",
            "Examples:",
            "  ./vpt4j data stats --data my-images --out my-stats",
            "  ./vpt4j data stats --data my-images --patch 16 --out my-stats"
        })
final class StatsCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedData data;

    @Option(
            names = "--patch",
            paramLabel = "N",
            defaultValue = "14",
            description = "Side in pixels of the encoder's patches (default: ${DEFAULT-VALUE}, DINOv2's).")
    private int patch;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the page.")
    private Path out;

    StatsCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (patch < 1 || patch > 224) {
            throw new ConfigException("patch: " + patch + " is not between 1 and 224");
        }
        DetectionData opened = data.open(interruption, spec.commandLine().getErr());
        LabelledBoxes all = LabelledBoxes.of(opened);
        String name = String.valueOf(opened.root().toAbsolutePath().normalize().getFileName());
        Path page = out.resolve("stats.html");
        AtomicFiles.writeString(page, new StatsPage(all, new ContactSheet(opened.classes()), patch).html(name));
        spec.commandLine().getOut().println("page: " + page);
        return 0;
    }
}
