package org.vpt4j.samples.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.vpt4j.datasets.Annotation;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoEvaluator;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.detect.train.EpochReport;
import org.vpt4j.detect.train.RunDirectory;
import org.vpt4j.samples.image.ImageFile;
import org.vpt4j.vision.image.Box;
import org.vpt4j.vision.image.ImageSize;

/** A made-up run: drawn discs as images, their boxes with noise as detections. */
final class MadeUpRun {
    static final List<String> CLASSES = List.of("Platelets", "RBC", "W<B>C");

    private MadeUpRun() {}

    static List<LabelledImage> images(Path folder, int count) {
        Random random = new Random(7);
        List<LabelledImage> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(drawn(folder.resolve("cells-" + i + ".png"), random));
        }
        return images;
    }

    private static LabelledImage drawn(Path file, Random random) {
        ImageSize size = new ImageSize(320, 240);
        BufferedImage buffered = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = buffered.createGraphics();
        graphics.setColor(new Color(0xE8DCD0));
        graphics.fillRect(0, 0, size.width(), size.height());
        List<Annotation> annotations = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            int c = random.nextInt(3);
            int side = 20 + 25 * c + random.nextInt(10);
            int x = random.nextInt(size.width() - side);
            int y = random.nextInt(size.height() - side);
            graphics.setColor(new Color[] {new Color(0x7A4FA0), new Color(0xC97B84), new Color(0x4B3F8F)}[c]);
            graphics.fillOval(x, y, side, side);
            annotations.add(Annotation.of(c, new Box(x, y, x + side, y + side)));
        }
        graphics.dispose();
        ImageFile.write(file, buffered);
        return new LabelledImage(file.getFileName().toString(), file, size, annotations);
    }

    static List<Detection> shaken(LabelledImage image, Random random) {
        List<Detection> found = new ArrayList<>();
        for (Annotation truth : image.annotations()) {
            if (random.nextDouble() < 0.92) {
                Box b = truth.box();
                double dx = random.nextGaussian() * 0.05 * b.width();
                double dy = random.nextGaussian() * 0.05 * b.height();
                int c = random.nextDouble() < 0.04 ? (truth.classIndex() + 1) % 3 : truth.classIndex();
                Box moved = new Box(b.x1() + dx, b.y1() + dy, b.x2() + dx, b.y2() + dy).clip(image.size());
                found.add(new Detection(c, moved, 0.35 + 0.63 * random.nextDouble()));
            }
        }
        Box stray = new Box(
                10, 10, 10 + image.size().width() / 6.0, 10 + image.size().height() / 6.0);
        found.add(new Detection(random.nextInt(3), stray, 0.7 * random.nextDouble()));
        return found;
    }

    static RunOutcome of(List<LabelledImage> images) {
        Random random = new Random(1);
        CocoEvaluator evaluator = new CocoEvaluator(CLASSES.size());
        List<Evaluation.ImageDetections> results = new ArrayList<>();
        for (LabelledImage image : images) {
            List<Detection> found = shaken(image, random);
            evaluator.addImage(results.size(), image.annotations(), found);
            results.add(new Evaluation.ImageDetections(image, found));
        }
        Evaluation evaluation = new Evaluation(evaluator.evaluate(), evaluator.operatingPoints(), results);
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("training", 268.0);
        seconds.put("evaluation", 11.0);
        RunFacts facts = new RunFacts(
                "vpt-deep",
                "dinov2-small",
                1,
                Map.of("method", "vpt-deep"),
                new RunFacts.Images(64, 384, 12, "336x252"),
                12,
                12,
                history(),
                new RunFacts.Size(46_080L, 1_712_003L, 22_056_576L, 3_514_112L, 44_130_000L),
                new RunFacts.Cost(seconds, 1_612_000_000L),
                0.5,
                Measurement.of(evaluation, CLASSES, "test"),
                new RunFacts.Recipe(
                        "./vpt4j train --data bccd --out runs/cells --seed 1",
                        "data: bccd\nmethod: vpt-deep\ntokens: 10\nsize: 336x252\nepochs: 12\nbatch: 4\nlr: 0.001\n",
                        Map.of("vpt4j", "0.1.0"),
                        Machine.describe()),
                List.of(new RunFacts.Finding(
                        "box that extends beyond its image",
                        "clipped",
                        3,
                        List.of("BloodImage_00044.jpg"),
                        "3 boxes that extend beyond their images (clipped): BloodImage_00044.jpg and 2 more")));
        return new RunOutcome(new RunDirectory(Path.of("runs/cells")), facts, evaluation);
    }

    private static History history() {
        List<EpochReport> epochs = new ArrayList<>();
        for (int epoch = 1; epoch <= 12; epoch++) {
            double t = Math.exp(-epoch / 4.0);
            epochs.add(new EpochReport(
                    epoch,
                    16L * epoch,
                    0.6 + 2.1 * t,
                    Map.of("class", 0.3 + t, "box", 0.3 + 1.1 * t),
                    1,
                    1e-3,
                    0.56 - 0.5 * t,
                    0.9 - 0.8 * t,
                    0.6 - 0.5 * t,
                    20,
                    2,
                    3));
        }
        return History.of(epochs);
    }
}
