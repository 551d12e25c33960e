package org.vpt4j.samples.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vpt4j.datasets.DetectionData;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.Split;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.detect.train.TrainingSettings;
import org.vpt4j.samples.console.Interruption;
import org.vpt4j.samples.image.BoxPainter;
import org.vpt4j.samples.image.ImageFile;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.setting.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vpt4j data preview}: what a training sees. */
@Command(
        name = "preview",
        description =
                "Write an image with some training images as a training sees them: changed at random, with boxes.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  ./vpt4j data preview --data my-images --augment medium --out grid.png",
            "  ./vpt4j data preview --data my-images --augment heavy-any-direction --mosaic 0.5 --grid 6x4 --out grid.jpg"
        })
final class PreviewCommand implements Callable<Integer> {
    private static final int MOST = 200;
    private static final int GAP = 6;

    private final Interruption interruption;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedData data;

    @Option(
            names = "--augment",
            paramLabel = "NAME",
            defaultValue = "medium",
            description = "As in train (default: ${DEFAULT-VALUE}).")
    private String augment;

    @Option(names = "--mosaic", paramLabel = "P", defaultValue = "0", description = "Share of mosaics, 0 to 1.")
    private double mosaic;

    @Option(
            names = "--copy-paste",
            paramLabel = "P",
            defaultValue = "0",
            description = "Share of images with pasted objects of rare classes, 0 to 1.")
    private double copyPaste;

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "336",
            description = "Side in pixels of each image (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--grid",
            paramLabel = "CxR",
            defaultValue = "4x3",
            description = "Columns and rows of images (default: ${DEFAULT-VALUE}).")
    private String grid;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Fixes what is drawn.")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Image to write, .png or .jpg.")
    private Path out;

    PreviewCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (!grid.matches("[1-9]\\d?x[1-9]\\d?") || cells()[0] * cells()[1] > MOST) {
            throw new ConfigException("grid: \"" + grid + "\" is not columns x rows such as 4x3, at most " + MOST);
        }
        if (size < 32 || size > 2000) {
            throw new ConfigException("size: " + size + " is not between 32 and 2000");
        }
        if (!(mosaic >= 0 && mosaic <= 1 && copyPaste >= 0 && copyPaste <= 1)) {
            throw new ConfigException("mosaic and copy-paste are probabilities from 0 to 1");
        }
        Augmentations.Kind kind =
                Settings.of(Map.of(TrainingSettings.AUGMENT.name(), augment)).get(TrainingSettings.AUGMENT);
        Augmentations augmentations = new Augmentations(kind, mosaic, copyPaste);
        DetectionData opened = data.open(interruption, spec.commandLine().getErr());
        DetectionDataset training = new DetectionDataset(
                opened.classes(), opened.require(Split.TRAIN).whole());
        ImageFile.write(out, draw(training, augmentations));
        spec.commandLine().getOut().println("image: " + out);
        return 0;
    }

    private int[] cells() {
        String[] sides = grid.split("x", -1);
        return new int[] {Integer.parseInt(sides[0]), Integer.parseInt(sides[1])};
    }

    private BufferedImage draw(DetectionDataset training, Augmentations augmentations) {
        int columns = cells()[0];
        int rows = cells()[1];
        int step = size + GAP;
        BufferedImage all = new BufferedImage(columns * step - GAP, rows * step - GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
        BoxPainter painter = new BoxPainter(training.classes());
        LoaderConfig config =
                LoaderConfig.training(new ImageSize(size, size), Normalization.IMAGENET, 1, augmentations, seed);
        try (DetectionLoader loader = new DetectionLoader(training, config)) {
            int done = 0;
            for (int epoch = 0; done < columns * rows; epoch++) {
                for (Iterator<Batch> batches = loader.epoch(epoch);
                        batches.hasNext() && done < columns * rows;
                        done++) {
                    try (Batch batch = batches.next()) {
                        BufferedImage painted = painter.truth(
                                pixels(batch), batch.images().get(0).annotations());
                        graphics.drawImage(painted, done % columns * step, done / columns * step, size, size, null);
                    }
                }
            }
        } finally {
            graphics.dispose();
        }
        return all;
    }

    /** The pixels that the encoder gets, without their normalisation. */
    private Image pixels(Batch batch) {
        FloatBuffer floats = batch.floats();
        byte[] rgb = new byte[3 * size * size];
        int plane = size * size;
        for (int channel = 0; channel < 3; channel++) {
            double mean = Normalization.IMAGENET.mean().get(channel);
            double std = Normalization.IMAGENET.std().get(channel);
            for (int i = 0; i < plane; i++) {
                double value = 255 * (floats.get(channel * plane + i) * std + mean);
                rgb[3 * i + channel] = (byte) Math.max(0, Math.min(255, Math.round(value)));
            }
        }
        return Image.of(new ImageSize(size, size), rgb);
    }
}
