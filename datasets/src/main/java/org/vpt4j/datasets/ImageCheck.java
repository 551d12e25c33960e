package org.vpt4j.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.vpt4j.datasets.format.DatasetEntries;
import org.vpt4j.vision.error.ConfigException;
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Decodes every image once, so that a damaged one is found now and not hours into a training. JPEGs are decoded at an eighth
 * of their size, which finds the same damage in a third of the time.
 */
final class ImageCheck {
    /** More threads would need more memory without being faster. */
    private static final int MAX_THREADS = 4;

    /**
     * The outcome for an image.
     *
     * @param facts of the image; empty if it cannot be read
     * @param problem why it cannot be read; empty if it can
     */
    record Result(Optional<Image.Facts> facts, String problem) {
        static Result of(ImageSize size) {
            return new Result(Optional.of(Image.Facts.plain(size)), "");
        }
    }

    private ImageCheck() {}

    /** Without decoding: the declared size, or where there is none that of the header. */
    static Map<String, Result> declared(List<DatasetEntries.ImageEntry> images) {
        Map<String, Result> results = new HashMap<>();
        for (DatasetEntries.ImageEntry image : images) {
            if (image.width() > 0 && image.height() > 0) {
                results.put(image.name(), Result.of(new ImageSize(image.width(), image.height())));
            } else {
                try {
                    results.put(image.name(), Result.of(Image.readSize(image.file())));
                } catch (ImageException | FileException e) {
                    results.put(image.name(), new Result(Optional.empty(), e.getMessage()));
                }
            }
        }
        return results;
    }

    /**
     * Decodes all images.
     *
     * @param progress receives, on the calling thread, how many are done
     * @return the outcome for each, by {@link DatasetEntries.ImageEntry#name}
     * @throws ConfigException if an image needs more memory or files than the process may use, even alone: that says
     *     nothing about the image
     */
    static Map<String, Result> of(List<DatasetEntries.ImageEntry> images, IntConsumer progress) {
        Map<String, Result> results = new HashMap<>();
        List<DatasetEntries.ImageEntry> again = new ArrayList<>();
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Result>> pending = new ArrayList<>();
            images.forEach(image -> pending.add(readers.submit(() -> read(image.file()))));
            for (int i = 0; i < images.size(); i++) {
                Optional<Result> result = result(pending.get(i));
                if (result.isPresent()) {
                    results.put(images.get(i).name(), result.get());
                    progress.accept(results.size());
                } else {
                    again.add(images.get(i));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the images were checked");
        } finally {
            readers.shutdownNow();
        }
        for (DatasetEntries.ImageEntry image : again) {
            results.put(image.name(), read(image.file()));
            progress.accept(results.size());
        }
        return results;
    }

    /** Empty if there was no memory or file handle left with several images at once. */
    private static Optional<Result> result(Future<Result> pending) throws InterruptedException {
        try {
            return Optional.of(pending.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConfigException || e.getCause() instanceof OutOfMemoryError) {
                return Optional.empty();
            }
            throw new IllegalStateException("checking images failed", e.getCause());
        }
    }

    private static Result read(Path file) {
        try {
            return new Result(Optional.of(Image.check(file)), "");
        } catch (ImageException | FileException e) {
            return new Result(Optional.empty(), e.getMessage());
        }
    }
}
