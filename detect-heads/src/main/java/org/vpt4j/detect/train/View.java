package org.vpt4j.detect.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.vpt4j.datasets.DetectionDataset;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.loader.Augmentations;
import org.vpt4j.datasets.loader.EpochRandom;
import org.vpt4j.datasets.loader.LoaderConfig;
import org.vpt4j.vision.files.AtomicFiles;
import org.vpt4j.vision.files.Sha256;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;

/**
 * All images of a dataset, plain or with one random draw of the augmentations.
 *
 * @param images the dataset
 * @param input size that they are letterboxed to, in pixels
 * @param normalization of the pixels
 * @param augmentations none for the plain view
 * @param seed random seed of the augmentations
 * @param number of the view; 0 is the plain one
 */
record View(
        DetectionDataset images,
        ImageSize input,
        Normalization normalization,
        Augmentations augmentations,
        long seed,
        int number) {
    private static final int VERSION = 2; // of the file format and the pixel processing

    static View plain(DetectionDataset images, ImageSize input, Normalization normalization) {
        return new View(images, input, normalization, Augmentations.none(), 0, 0);
    }

    /** An augmented view; {@code number} from 1. */
    static View augmented(
            DetectionDataset images,
            ImageSize input,
            Normalization normalization,
            Augmentations augmentations,
            long seed,
            int number) {
        return new View(images, input, normalization, augmentations, seed, number);
    }

    /** Whether an image is a mosaic here, or has pasted objects. */
    boolean composes(int image) {
        return augmentations.composes(new EpochRandom(seed, number), image);
    }

    /** The loader configuration that produces it, as epoch {@link #number}. */
    LoaderConfig loading(int batch) {
        return new LoaderConfig(input, normalization, batch, LoaderConfig.Order.AS_LISTED, augmentations, seed);
    }

    /**
     * A digest of everything its features depend on: a different backbone, precision, layer, input, draw, image or box
     * gives a different key. Images are identified by name, size, and modification time, not by content.
     *
     * @param encoder fingerprint of the backbone and its precision
     */
    String key(String encoder, FeatureForm form) {
        StringBuilder text = new StringBuilder("features ").append(VERSION).append('\n');
        text.append(encoder).append('\n').append(form).append('\n');
        text.append(input).append(' ').append(normalization).append('\n');
        text.append("view ").append(number).append(' ').append(seed).append(' ').append(augmentations.description());
        text.append('\n');
        images.images().forEach(image -> describe(text, image));
        return Sha256.of(text.toString());
    }

    private static void describe(StringBuilder text, LabelledImage image) {
        text.append(image.name()).append(' ').append(image.size());
        try {
            text.append(' ').append(Files.size(image.file()));
            text.append(' ').append(Files.getLastModifiedTime(image.file()).toMillis());
        } catch (IOException e) {
            throw AtomicFiles.failure("read", image.file(), e);
        }
        text.append('\n');
        List.copyOf(image.annotations()).forEach(box -> text.append(box).append('\n'));
    }
}
