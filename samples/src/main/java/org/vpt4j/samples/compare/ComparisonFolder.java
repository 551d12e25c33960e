package org.vpt4j.samples.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.SplitNames;
import org.vpt4j.samples.console.Json;
import org.vpt4j.vision.error.ConfigException;

/**
 * The folder of a comparison and the names of its files.
 *
 * @param root the folder
 */
record ComparisonFolder(Path root) {

    /** What must stay the same when a comparison is resumed: the images and their split. */
    private record Identity(String data, Map<Split, List<String>> split) {}

    Path csv() {
        return root.resolve("comparison.csv");
    }

    Path tuningCsv() {
        return root.resolve("tuning.csv");
    }

    Path report() {
        return root.resolve("report.html");
    }

    RunFolder run(Cell cell, long seed) {
        return new RunFolder(root.resolve("runs").resolve(cell.folder() + "-seed" + seed));
    }

    RunFolder tuning(Cell cell, double rate) {
        return new RunFolder(
                root.resolve("tuning").resolve(String.format(Locale.ROOT, "%s-rate%s", cell.folder(), (float) rate)));
    }

    RunFolder timing(Cell cell) {
        return new RunFolder(root.resolve("timing").resolve(cell.folder()));
    }

    /**
     * Checks that the data and their split are those that the comparison was started with.
     *
     * @throws ConfigException if they are not
     */
    void requireSame(DetectionData data) {
        Path file = root.resolve("comparison.json");
        Identity now = new Identity(data.fingerprint(), data.splitNames().names());
        if (!Files.exists(file)) {
            Json.write(file, now);
            return;
        }
        Identity begun = Json.read(file, new TypeReference<>() {});
        if (!now.data().equals(begun.data())) {
            throw new ConfigException("out: " + root + " holds a comparison on other images than those in "
                    + data.root() + " (fingerprint " + begun.data() + ", now " + now.data()
                    + "); restore them, or choose another folder with --out");
        }
        if (!now.split().equals(begun.split())) {
            throw new ConfigException("out: " + root + " holds a comparison with another split into training,"
                    + " validation and test; use the --split-file or --seed that it was started with, or choose another"
                    + " folder with --out");
        }
    }

    /** The file with the split of a run; it is written if it does not exist. */
    Path split(SplitNames whole, List<LabelledImage> training, Shots shots, long seed) {
        Path file = root.resolve("splits").resolve(shots.isAll() ? "all.json" : "n" + shots + "-seed" + seed + ".json");
        if (!Files.exists(file)) {
            ShotSubset.split(whole, ShotSubset.of(training, shots, seed)).write(file);
        }
        return file;
    }
}
