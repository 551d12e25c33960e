package org.vpt4j.samples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.inference.OpenVocabulary;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.task.TaskFile;
import org.vpt4j.detect.train.InputSize;
import org.vpt4j.detect.train.TrainingConfig;
import org.vpt4j.detect.train.TrainingResult;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.console.SampleData;
import org.vpt4j.samples.detect.DetectionRun;
import org.vpt4j.samples.run.TaskEvaluation;
import org.vpt4j.samples.run.TrainingRun;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.backbone.BackboneHub;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.files.FileTree;
import org.vpt4j.vision.weights.Safetensors.DataType;

/**
 * The demo of words: names become detectors, on drawn scenes with the toy {@code tiny-clip}. Without training, then with
 * learned words, then with names that nobody trained.
 */
final class WordsDemo {
    private static final String TOY = "tiny-clip";
    private static final int IMAGES = 4;
    private static final int EPOCHS = 4;
    private static final String SIDE = "128x128";
    private static final List<String> OTHERS = List.of("red object", "dotted object");

    private final Path out;
    private final Progress progress;
    private final PrintWriter results;

    WordsDemo(Path out, Progress progress, PrintWriter results) {
        this.out = out;
        this.progress = progress;
        this.results = results;
    }

    /**
     * Runs it.
     *
     * @param training of the learned words
     */
    void run(TrainingRun training) {
        Path folder = SampleData.scenes();
        Backbone backbone = BackboneHub.standard().open(TOY);
        DetectionData data = DetectionData.open(folder, 0);
        DetectionDataset test = data.require(Split.TEST);
        results.println(
                "tiny-clip is a toy: it was trained on drawn scenes like these and knows shapes, colours and some textures,"
                        + " nothing else.");
        results.println("For photos, name a real model: ./vpt4j detect --zero-shot \"cat,dog\""
                + " --backbone openai/clip-vit-base-patch16 photos --out found");

        Path zeroShot = out.resolve("zero-shot.safetensors");
        TaskFile.write(zeroShot, OpenVocabulary.zeroShot(backbone, data.classes()), DataType.F32);
        report("names alone, nothing trained", zeroShot, test);

        Path run = out.resolve("coop");
        replace(run);
        TrainingResult learned = training.train(config(folder, run));
        report(
                "words learned from " + data.require(Split.TRAIN).images().size() + " images (coop)",
                learned.run().task(),
                test);

        List<Path> some = Stream.iterate(0, i -> i + 1)
                .limit(IMAGES)
                .map(i -> test.images().get(i * test.images().size() / IMAGES))
                .map(LabelledImage::file)
                .toList();
        DetectionRun.detect(zeroShot, some, out.resolve("found"), progress);
        Path others = out.resolve("others.safetensors");
        TaskFile.write(
                others,
                OpenVocabulary.withClasses(TaskFile.read(learned.run().task()), backbone, OTHERS),
                DataType.F32);
        DetectionRun.detect(others, some, out.resolve("others"), progress);
        results.println("found:  " + out.resolve("found") + "  " + String.join(", ", data.classes()));
        results.println("others: " + out.resolve("others") + "  " + String.join(", ", OTHERS)
                + ", which the learned words were never trained with");
    }

    /** Removes an earlier demo's training. */
    private static void replace(Path run) {
        try {
            if (Files.exists(run.resolve("config.yaml"))) {
                FileTree.delete(run);
            }
        } catch (IOException e) {
            throw new FileException("the earlier demo in " + run + " cannot be replaced: " + e.getMessage(), e);
        }
    }

    private TrainingConfig config(Path data, Path run) {
        return TrainingConfig.defaults()
                .with(TrainingSettings.DATA, Optional.of(data))
                .with(TrainingSettings.BACKBONE, TOY)
                .with(TrainingSettings.METHOD, "coop")
                .with(TrainingSettings.HEAD, OpenVocabulary.ZERO_SHOT)
                .with(TrainingSettings.SIZE, InputSize.parse(SIDE))
                .with(TrainingSettings.PRECISION, Optional.of(Precision.FLOAT32))
                .with(TrainingSettings.AUGMENT, Augmentations.Kind.NONE)
                .with(TrainingSettings.EPOCHS, Optional.of(EPOCHS))
                .with(TrainingSettings.OUT, run);
    }

    private void report(String what, Path task, DetectionDataset test) {
        progress.begin(what, test.images().size());
        CocoMetrics metrics = TaskEvaluation.of(
                        task, test, DetectorOptions.defaults().withBackbone(TOY), done -> progress.advance(done, ""))
                .metrics();
        results.println(String.format(
                Locale.ROOT,
                "%s: AP50 %.3f, AP %.3f on %d scenes it has not seen",
                what,
                metrics.ap50(),
                metrics.ap(),
                test.images().size()));
    }
}
