package org.vpt4j.samples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.samples.detect.DetectionRun;
import org.vpt4j.samples.report.RunOutcome;
import org.vpt4j.samples.run.TrainingRun;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.FileTree;

/** The demo: trains on the embedded images of blood cells, then detects cells on some test images. */
final class Demo {
    private static final int IMAGES = 4;
    private static final int EPOCHS = 20; // takes about a minute

    private Demo() {}

    /** The folder of the images with their detections. */
    public static Path found(Path out) {
        return out.resolve("found");
    }

    /** The settings of the demo. */
    public static TrainingConfig config(Path out) {
        return TrainingConfig.defaults()
                .with(TrainingSettings.DATA, Optional.of(SampleData.bloodCells()))
                .with(TrainingSettings.EPOCHS, Optional.of(EPOCHS))
                .with(TrainingSettings.AUGMENT, Augmentations.Kind.ANY_DIRECTION) // cells have no up
                .with(TrainingSettings.OUT, out);
    }

    /**
     * Trains, evaluates, writes the report and detects.
     *
     * @param config {@link #config}; an earlier demo in its folder is replaced, another run is not
     */
    public static RunOutcome run(TrainingConfig config, TrainingRun training, Progress progress) {
        Path out = config.out();
        replace(out, config.data());
        RunOutcome outcome = training.begin(config);
        List<LabelledImage> unseen = DetectionData.open(config.data(), config.get(TrainingSettings.SEED))
                .require(Split.TEST)
                .images();
        List<Path> some = Stream.iterate(0, i -> i + 1)
                .limit(IMAGES)
                .map(i -> unseen.get(i * unseen.size() / IMAGES).file())
                .toList();
        DetectionRun.detect(outcome.folder().task(), some, found(out), progress);
        return outcome;
    }

    /** Removes an earlier demo, recognised by the embedded data in its configuration. */
    private static void replace(Path out, Path data) {
        Path config = out.resolve("config.yaml");
        try {
            if (Files.exists(config) && Files.readString(config).contains(data.toString())) {
                FileTree.delete(out);
            }
        } catch (IOException e) {
            throw new FileException("the earlier demo in " + out + " cannot be replaced: " + e.getMessage(), e);
        }
    }
}
