package org.vpt4j.detect.train;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.AtomicFiles;

/**
 * The folder of one run and the names of its files. Every file in it is written atomically.
 *
 * @param root the folder
 */
public record RunDirectory(Path root) {

    /**
     * A folder for a new run: created if it does not exist.
     *
     * @throws ConfigException if it already holds a run
     * @throws FileException if it is not a folder or cannot be written
     */
    public static RunDirectory create(Path root) {
        requireUnused(root);
        RunDirectory run = new RunDirectory(root);
        AtomicFiles.createFolders(run.images());
        if (!Files.isWritable(root)) {
            throw new FileException("cannot write into " + root + ": no permission; name another folder with --out");
        }
        return run;
    }

    /**
     * Only checks; creates nothing.
     *
     * @throws ConfigException if the folder holds a run
     * @throws FileException if it is not a folder
     */
    public static void requireUnused(Path root) {
        RunDirectory run = new RunDirectory(root);
        if (Files.exists(run.checkpoint()) || Files.exists(run.task()) || Files.exists(run.config())) {
            throw new ConfigException(
                    "out", root + " holds another run; resume it with --resume, or name another folder with --out");
        }
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new FileException(root + " is a file, not a folder; name another folder with --out");
        }
    }

    /**
     * The folder of an existing run.
     *
     * @throws ConfigException if it holds no checkpoint
     */
    public static RunDirectory resume(Path root) {
        RunDirectory run = new RunDirectory(root);
        if (!Files.exists(run.checkpoint())) {
            throw new ConfigException("resume: " + root + " holds no checkpoint.safetensors; name the folder of a run"
                    + " with --out, or give the settings of one that is to begin (--data …)");
        }
        return run;
    }

    /** The settings of the run, in the form {@code --config} reads. */
    public Path config() {
        return root.resolve("config.yaml");
    }

    /** One row per validated epoch, see {@link EpochReport}. */
    public Path metrics() {
        return root.resolve("metrics.csv");
    }

    /** Everything needed to resume. */
    public Path checkpoint() {
        return root.resolve("checkpoint.safetensors");
    }

    /** The result: what {@link org.vpt4j.detect.Detector#load} loads. */
    public Path task() {
        return root.resolve("task.safetensors");
    }

    /** The images used for training and validation. */
    public Path split() {
        return root.resolve("split.json");
    }

    /** The report, if one was requested. */
    public Path report() {
        return root.resolve("report.html");
    }

    /** A folder for images with detections drawn in. */
    public Path images() {
        return root.resolve("images");
    }
}
