package org.vpt4j.samples.run;

import java.util.List;
import java.util.Locale;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoMetrics;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.detect.train.TrainingListener;
import org.vpt4j.samples.console.Progress;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.ImageFile;
import org.vpt4j.vision.error.Counted;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageFiles;

/** Shows a training on the terminal, and writes validation images with their detections. */
final class TrainingView implements TrainingListener {
    private static final double SHOWN = 0.25; // lowest score of detections on these images

    private static final int IMAGES = 4;

    private final RunDirectory run;
    private final Progress progress;
    private final double secondsBefore;
    private TimeLeft left = TimeLeft.UNKNOWN;
    private int validateEvery = 1;
    private int lastEpoch = 1;
    private boolean validating = true; // the next batch begins another part
    private boolean checking;
    private boolean caching;

    /** @param secondsBefore seconds that the command has taken so far */
    TrainingView(RunDirectory run, Progress progress, double secondsBefore) {
        this.run = run;
        this.progress = progress;
        this.secondsBefore = secondsBefore;
    }

    @Override
    public double secondsBefore() {
        return secondsBefore;
    }

    @Override
    public int imagesAfter(DetectionData data) {
        return TrainingRun.measured(data).images().size();
    }

    @Override
    public void note(String line) {
        progress.say(line);
    }

    @Override
    public void checking(int done, int total) {
        if (!checking) {
            progress.begin("checking images", total);
            checking = true;
        }
        progress.advance(done, "");
        if (done == total) {
            progress.close(); // timing a few steps is not a part of it
        }
    }

    @Override
    public void caching(int done, int images) {
        if (!caching) {
            progress.begin("features", images);
            caching = true;
        }
        progress.advance(done, "");
    }

    @Override
    public void started(TrainingListener.TrainingPlan plan) {
        progress.close();
        progress.say(String.format(
                Locale.ROOT,
                "%s and %s, %s px, classes: %s",
                Counted.of(plan.trainingImages(), "training image", "training images"),
                Counted.of(plan.validationImages(), "validation image", "validation images"),
                plan.input(),
                String.join(", ", plan.classes())));
        progress.say(String.format(
                Locale.ROOT,
                "trained: %,d parameters (%,d of them tuned in or next to the encoder), frozen: %,d",
                plan.trainedParameters(),
                plan.tunedParameters(),
                plan.frozenParameters()));
        if (plan.firstEpoch() > 1 && plan.firstEpoch() <= plan.epochs()) {
            progress.say("resumes with epoch " + plan.firstEpoch());
        }
        validateEvery = plan.validateEvery();
        lastEpoch = plan.epochs();
        left = new TimeLeft(plan.firstEpoch(), System::nanoTime);
    }

    /** Epochs that are validated together are shown as one part. */
    @Override
    public void step(int epoch, int batch, int batches, TrainingListener.StepResult result) {
        int first = (epoch - 1) / validateEvery * validateEvery + 1;
        int last = Math.min(lastEpoch, first + validateEvery - 1);
        if (validating) {
            String name = first == last ? "epoch " + first : "epochs " + first + " to " + last;
            progress.begin(name, (long) (last - first + 1) * batches);
            validating = false;
        }
        left.reached(epoch - 1 + (double) batch / batches);
        progress.advance(
                (long) (epoch - first) * batches + batch,
                String.format(Locale.ROOT, "loss %.3f", result.loss()) + left.of(lastEpoch));
    }

    @Override
    public void validating(int epoch, int done, int images) {
        if (!validating) {
            progress.begin("validation", images);
            validating = true;
        }
        progress.advance(done, "");
    }

    @Override
    public void epoch(EpochReport report, boolean best) {
        progress.close();
        String scores = report.ap() == CocoMetrics.ABSENT
                ? "no AP, as the validation images have no objects"
                : String.format(
                        Locale.ROOT, "AP50 %.3f, AP %.3f%s", report.ap50(), report.ap(), best ? " (best so far)" : "");
        progress.say(String.format(
                Locale.ROOT,
                "epoch %d: loss %.3f, %s, %.1f images/s",
                report.epoch(),
                report.loss(),
                scores,
                report.imagesPerSecond()));
    }

    @Override
    public void flat(int epoch, int last) {
        lastEpoch = last;
        progress.say("validation AP is flat: the learning rate falls from here, epoch " + last + " is the last");
    }

    @Override
    public void images(int epoch, List<String> classes, List<Evaluation.ImageDetections> validation) {
        BoxPainter painter = new BoxPainter(classes);
        int shown = Math.min(IMAGES, validation.size());
        for (int i = 0; i < shown; i++) {
            Evaluation.ImageDetections result = validation.get(i * validation.size() / shown);
            List<Detection> sure =
                    result.found().stream().filter(d -> d.score() >= SHOWN).toList();
            String name = String.format(
                    Locale.ROOT,
                    "%s-epoch-%03d.jpg",
                    ImageFiles.stem(result.image().file()),
                    epoch);
            ImageFile.write(
                    run.images().resolve(name),
                    painter.sideBySide(
                            Image.read(result.image().file()), result.image().annotations(), sure));
        }
    }
}
