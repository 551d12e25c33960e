package org.vpt4j.samples.data;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vpt4j.datasets.DatasetWriter;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.error.Counted;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j data convert}: a dataset in another format. */
@Command(
        name = "convert",
        sortOptions = false,
        footer = {
            "",
            "Boxes are those that a training would use: clipped to their images, without duplicates; what was dropped is",
            "listed. What the new format cannot hold is listed as well. DIR appears when it is complete.",
            "",
            "Examples:",
            "  ./vpt4j data convert --data my-coco --to yolo --out my-yolo",
            "  ./vpt4j data convert --data my-images --to voc --out my-voc --link",
            "  ./vpt4j data convert --data my-images --class-map names.yaml --to csv --out tables --no-images"
        })
final class ConvertCommand implements Callable<Integer> {
    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedData data;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "Format to write.")
    private String to;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder for the result.")
    private Path out;

    @ArgGroup
    private Transfer transfer = new Transfer();

    /** What happens to the images; at most one can be given. */
    @SuppressWarnings("UnusedVariable") // --copy is the default
    private static final class Transfer {
        @Option(names = "--copy", description = "Copy the images (default).")
        private boolean copy;

        @Option(names = "--link", description = "Link the images instead of copying them: needs no space.")
        private boolean link;

        @Option(names = "--no-images", description = "Write the annotations only.")
        private boolean none;

        DatasetWriter.Images images() {
            if (link) {
                return DatasetWriter.Images.LINK;
            }
            return none ? DatasetWriter.Images.NONE : DatasetWriter.Images.COPY;
        }
    }

    ConvertCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        DatasetFormat format = DatasetFormats.of(to);
        DatasetWriter.requireNew(out, data.path());
        PrintWriter err = spec.commandLine().getErr();
        DetectionData opened = data.open(interruption, err);
        DatasetWriter.Written written;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            written = DatasetWriter.write(opened, format, out, transfer.images(), progress.ofImages("images"));
        }
        if (!written.remarks().isEmpty()) {
            err.println("not the same as before:");
            written.remarks().forEach(remark -> err.println("  " + remark));
        }
        spec.commandLine()
                .getOut()
                .println("written as " + format.name() + ": " + Counted.of(written.images(), "image", "images") + ", "
                        + Counted.of(written.boxes(), "box", "boxes") + ", in " + out);
        return 0;
    }
}
