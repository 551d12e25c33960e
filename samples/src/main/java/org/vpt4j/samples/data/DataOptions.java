package org.vpt4j.samples.data;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.format.DatasetReading;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.report.RunFacts;
import picocli.CommandLine.Option;

/** Which data, and how they are read. */
final class DataOptions {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of labelled images.")
    private Path data;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            description = "Read it in this format, as named in the help of \"data convert\" (default: recognised).")
    private String format;

    @Option(
            names = "--layout",
            paramLabel = "WORDS",
            description =
                    "Plain text labels: the words of a line and where the files are, as in \"x1 y1 x2 y2 class; images"
                            + " img/{n}.jpg; labels gt/{n}.txt; lists {split}.txt; names 1=cat 2=dog; unit pixel\".")
    private String layout;

    @Option(
            names = "--columns",
            paramLabel = "LIST",
            description = "Columns of a CSV table by name or number, as in"
                    + " image=path,class=kind,x=left,y=top,w=3,h=4,delimiter=tab.")
    private String columns;

    @Option(
            names = "--class-map",
            paramLabel = "FILE",
            description = "YAML file with lines \"old name: new name\" that renames and merges classes; one without new"
                    + " name is dropped.")
    private Path classMap;

    Path folder() {
        return data;
    }

    DatasetReading reading() {
        return new DatasetReading(
                Optional.ofNullable(format),
                Optional.ofNullable(layout),
                Optional.ofNullable(columns),
                Optional.ofNullable(classMap));
    }

    /** Opens the data with their own splits, and says what was recognised and what is wrong with them. */
    DetectionData open(Interruption interruption, PrintWriter err) {
        DetectionData opened;
        try (Progress progress =
                Progress.onStandardError().stoppedBy(interruption.listen(), "interrupted; nothing was written")) {
            opened = DetectionData.openAsGiven(data, reading(), shown(progress, "checking images"));
        }
        err.println(opened.recognised());
        RunFacts.Finding.lines(RunFacts.Finding.of(opened.findings())).forEach(err::println);
        return opened;
    }

    /** The progress of something that is done for each image. */
    static DetectionData.Progress shown(Progress progress, String what) {
        AtomicBoolean begun = new AtomicBoolean();
        return (done, images) -> {
            if (begun.compareAndSet(false, true)) {
                progress.begin(what, images);
            }
            progress.advance(done, "");
        };
    }
}
