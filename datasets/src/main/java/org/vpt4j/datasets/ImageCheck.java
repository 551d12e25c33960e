package org.vpt4j.datasets;

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
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Decodes every image once, so that a damaged one is found now and not hours into a training.
 *
 * <p>This takes as long as loading one epoch: 1 to 3 ms for an image of 640x480.
 */
final class ImageCheck {
    /** More threads would need more memory without being faster. */
    private static final int MAX_THREADS = 4;

    /**
     * The outcome for an image.
     *
     * @param size of the upright image; empty if it cannot be read
     * @param problem why it cannot be read; empty if it can
     */
    record Result(Optional<ImageSize> size, String problem) {}

    private ImageCheck() {}

    /**
     * Decodes all images.
     *
     * @param progress receives, on the calling thread, how many are done
     * @return the outcome for each, by {@link DatasetEntries.ImageEntry#name}
     */
    static Map<String, Result> of(List<DatasetEntries.ImageEntry> images, IntConsumer progress) {
        Map<String, Result> results = new HashMap<>();
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService readers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Result>> pending = new ArrayList<>();
            images.forEach(image -> pending.add(readers.submit(() -> read(image))));
            for (int i = 0; i < images.size(); i++) {
                results.put(images.get(i).name(), pending.get(i).get());
                progress.accept(i + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the images were checked");
        } catch (ExecutionException e) {
            throw new IllegalStateException("checking images failed", e.getCause());
        } finally {
            readers.shutdownNow();
        }
        return results;
    }

    private static Result read(DatasetEntries.ImageEntry image) {
        try {
            return new Result(Optional.of(Image.read(image.file()).size()), "");
        } catch (ImageException | FileException e) {
            return new Result(Optional.empty(), e.getMessage());
        }
    }
}
