package org.vpt4j.samples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vpt4j.detect.Detector;
import org.vpt4j.vision.image.Image;

/**
 * The whole path of a user: image files in, boxes out. One image at a time is read and then looked at; of batches the
 * next is read while the encoder works on this one.
 */
final class FilesToBoxes implements AutoCloseable {
    private final Detector detector;
    private final List<Path> imageFiles;
    private final int batch;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "read images");
        thread.setDaemon(true);
        return thread;
    });
    private CompletableFuture<List<Image>> ahead;
    private int next;

    /** Takes the detector over. */
    FilesToBoxes(Detector detector, List<Path> imageFiles, int batch) {
        this.detector = detector;
        this.imageFiles = List.copyOf(imageFiles);
        this.batch = batch;
        this.ahead = readAhead();
    }

    /** The next batch, from the files to the boxes. */
    void run() {
        List<Image> images;
        if (batch == 1) {
            images = List.of(Image.read(imageFiles.get(next++ % imageFiles.size())));
        } else {
            images = ahead.join();
            ahead = readAhead();
        }
        if (detector.detect(images).size() != images.size()) {
            throw new IllegalStateException("a result for each image is expected");
        }
    }

    private CompletableFuture<List<Image>> readAhead() {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            files.add(imageFiles.get(next++ % imageFiles.size()));
        }
        return CompletableFuture.supplyAsync(
                () -> files.stream().map(Image::read).toList(), reader);
    }

    @Override
    public void close() {
        reader.shutdownNow();
        detector.close();
    }
}
