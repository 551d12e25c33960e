package org.vpt4j.samples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.config.TrainingConfig;
import org.vpt4j.samples.data.SampleData;
import org.vpt4j.samples.progress.Progress;
import org.vpt4j.vision.error.FileException;

/** The first look: learns to find blood cells on the embedded images, then finds them on some that it never saw. */
public final class Demo {
    private static final int PICTURES = 4;

    private Demo() {}

    /** Where the pictures with what was found are. */
    public static Path found(Path out) {
        return out.resolve("found");
    }

    /**
     * Trains, measures, reports and detects.
     *
     * @param out folder of the run; an earlier demo in it is replaced, anything else is not
     */
    public static RunOutcome run(Path out, TrainingRun training, Progress progress) {
        Path data = SampleData.bloodCells();
        TrainingConfig config = TrainingConfig.defaults().with("data", data).with("out", out);
        replace(out, data);
        RunOutcome outcome = training.begin(config);
        List<LabelledImage> unseen =
                DetectionData.open(data, config.seed()).require(Split.TEST).images();
        List<Path> some = Stream.iterate(0, i -> i + 1)
                .limit(PICTURES)
                .map(i -> unseen.get(i * unseen.size() / PICTURES).file())
                .toList();
        try (Detector detector = Detector.load(outcome.training().run().task(), DetectorOptions.defaults())) {
            new PictureDetection(detector, outcome.task().threshold(), found(out)).run(some, progress);
        }
        return outcome;
    }

    /** Removes an earlier demo: a run whose configuration names the embedded data. */
    private static void replace(Path out, Path data) {
        Path config = out.resolve("config.yaml");
        try {
            if (Files.exists(config) && Files.readString(config).contains(data.toString())) {
                try (Stream<Path> all = Files.walk(out)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
        } catch (IOException e) {
            throw new FileException("the earlier demo in " + out + " cannot be replaced: " + e.getMessage(), e);
        }
    }
}
