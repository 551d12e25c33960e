package org.vpt4j.samples.data;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.vpt4j.datasets.DatasetDoctor;
import org.vpt4j.datasets.DatasetWriter;
import org.vpt4j.datasets.format.DatasetException;
import org.vpt4j.datasets.format.DatasetFormat;
import org.vpt4j.datasets.format.DatasetFormats;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.console.Json;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.files.AtomicFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j data doctor}: what is wrong with a dataset. */
@Command(
        name = "doctor",
        description = "List what is wrong with a dataset, and write it without what can be removed.",
        sortOptions = false,
        footer = {
            "",
            "The exit code is 0 if nothing is wrong, 1 if there are defects, 2 if nothing can be read.",
            "--fix writes a new dataset: boxes clipped or dropped, second copies of images removed, spellings of a class",
            "merged. What needs a decision is kept and listed.",
            "",
            "Examples:",
            "  ./vpt4j data doctor --data my-images",
            "  ./vpt4j data doctor --data my-images --report html --report-out doctor.html",
            "  ./vpt4j data doctor --data my-images --fix --out my-images-fixed"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final int DEFECTS = 1;
    private static final int UNREADABLE = 2;

    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedData data;

    @Option(names = "--fix", description = "Write a dataset without these defects to --out.")
    private boolean fix;

    @Option(names = "--out", paramLabel = "DIR", description = "New folder for the fixed dataset.")
    private Path out;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            description = "Format of the fixed dataset (default: that of the data).")
    private String to;

    @Option(
            names = "--report",
            paramLabel = "html|json",
            description = "Write a report with all findings: as a page, or as JSON on standard output.")
    private String report;

    @Option(
            names = "--report-out",
            paramLabel = "FILE",
            description = "File of the report (default: doctor.html, or standard output for JSON).")
    private Path reportFile;

    @Option(
            names = "--no-decode",
            description = "Do not open images: fast, but damaged images and images that are there twice are not found.")
    private boolean noDecode;

    DoctorCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        requireConsistent();
        DatasetDoctor.Diagnosis diagnosis;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            diagnosis = DatasetDoctor.examine(data.path(), data.reading(), !noDecode, progress.ofImages("images"));
        } catch (DatasetException e) {
            spec.commandLine().getErr().println("vpt4j: " + e.getMessage());
            return UNREADABLE;
        }
        DoctorReport found = new DoctorReport(data.path(), diagnosis);
        PrintWriter text = "json".equals(report) && reportFile == null
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
        found.lines().forEach(text::println);
        write(found);
        if (fix) {
            fix(diagnosis, text);
        }
        return found.defects() == 0 ? 0 : DEFECTS;
    }

    private void requireConsistent() {
        if (report != null && !report.equals("html") && !report.equals("json")) {
            throw new ConfigException("report: \"" + report + "\" is neither html nor json");
        }
        if (fix && out == null) {
            throw new ConfigException("fix: say with --out where the fixed dataset is written");
        }
        if (!fix && out != null) {
            throw new ConfigException("out: a dataset is written only with --fix");
        }
        if (report == null && reportFile != null) {
            throw new ConfigException("report-out: say with --report which, html or json");
        }
        if (fix) {
            DatasetWriter.requireNew(out, data.path());
        }
    }

    private void write(DoctorReport found) {
        if ("json".equals(report) && reportFile == null) {
            spec.commandLine().getOut().println(Json.of(found.toMap()));
        } else if (report != null) {
            Path file = reportFile == null ? Path.of("doctor.html") : reportFile;
            AtomicFiles.writeString(file, report.equals("html") ? found.html() : Json.of(found.toMap()) + "\n");
            spec.commandLine().getOut().println("report: " + file);
        }
    }

    private void fix(DatasetDoctor.Diagnosis diagnosis, PrintWriter text) {
        DatasetFormat format = to == null
                ? DatasetFormats.all().stream()
                        .filter(one -> one.name().equals(diagnosis.data().format()))
                        .findFirst()
                        .orElseGet(() -> DatasetFormats.of("coco")) // described text files
                : DatasetFormats.of(to.toLowerCase(Locale.ROOT));
        DatasetWriter.Written written;
        try (Progress progress = Progress.untilStopped(interruption.listen())) {
            written = DatasetWriter.write(
                    diagnosis.fixed(), format, out, DatasetWriter.Images.COPY, progress.ofImages("copying"));
        }
        written.remarks().forEach(text::println);
        text.println("fixed: " + Counted.of(written.images(), "image", "images") + " and "
                + Counted.of(written.boxes(), "box", "boxes") + " written as " + format.name() + ", in " + out);
    }
}
