package org.vpt4j.datasets.format;

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
import org.vpt4j.vision.error.FileException;
import org.vpt4j.vision.error.ImageException;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;

/**
 * Decodes every image once before any is used, so that a damaged one is found now and not hours into a training.
 *
 * <p>It costs what one epoch of loading costs: 1 to 3 ms for an image of 640x480.
 */
public final class ImageCheck {
    /** Images decoded at the same time: more would only need more memory. */
    private static final int MOST_THREADS = 4;

    /**
     * What came of an image.
     *
     * @param size of the upright image; empty if it cannot be read
     * @param problem why it cannot be read; empty if it can
     */
    public record Result(Optional<ImageSize> size, String problem) {}

    private ImageCheck() {}

    /**
     * Reads all images.
     *
     * @param progress hears, on the calling thread, how many are done
     * @return what came of each, by {@link RawImage#name}
     */
    public static Map<String, Result> of(List<RawImage> images, IntConsumer progress) {
        Map<String, Result> results = new HashMap<>();
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
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

    private static Result read(RawImage image) {
        try {
            return new Result(Optional.of(Image.read(image.file()).size()), "");
        } catch (ImageException | FileException e) {
            return new Result(Optional.empty(), e.getMessage());
        }
    }
}
