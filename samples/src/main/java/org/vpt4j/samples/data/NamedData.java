package org.vpt4j.samples.data;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.samples.console.DataOptions;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.RunFacts;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which data a command works on, and how they are read. */
final class NamedData {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR|FILE",
            description = "Folder of labelled images, or an annotation file.")
    private Path data;

    @Mixin
    private DataOptions options;

    Path path() {
        return data;
    }

    /** The folder in which the images are. */
    Path folder() {
        return DatasetReading.folder(data);
    }

    DatasetReading reading() {
        return options.reading();
    }

    /** Opens the data with their own splits, and says what was recognised and what is wrong with them. */
    DetectionData open(Interruption interruption, PrintWriter err) {
        DetectionData opened;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            opened = DetectionData.openAsGiven(data, reading(), progress.ofImages("checking images"));
        }
        err.println(opened.recognised());
        RunFacts.Finding.lines(RunFacts.Finding.of(opened.findings())).forEach(err::println);
        return opened;
    }
}
