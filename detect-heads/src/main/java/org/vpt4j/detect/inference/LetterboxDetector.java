package org.vpt4j.detect.inference;

import java.util.Iterator;
import java.util.List;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.Detector;
import org.vpt4j.detect.DetectorOptions;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Tiling;

/**
 * A detector for images of any size: it letterboxes them and their tiles, maps the detections back to their pixels, and
 * merges those of tiles.
 */
final class LetterboxDetector implements Detector {
    private static final int BATCH = 4; // more at once is not faster on a processor, and takes more memory

    private final TaskDetector task;
    private final Tiling tiling;
    private final PixelBatch.Memory buffers = new PixelBatch.Memory();
    private final CallGate gate = new CallGate("detector");

    /**
     * Takes ownership of the task.
     *
     * @param options whose tiles are used
     */
    LetterboxDetector(TaskDetector task, DetectorOptions options) {
        this.task = task;
        this.tiling = options.tiles().orElse(task.preprocessing().tiles());
    }

    @Override
    public List<String> classes() {
        return task.classes();
    }

    @Override
    public double threshold() {
        return task.threshold();
    }

    @Override
    public double leastSide(ImageSize image) {
        return TiledImage.leastSide(image, tiling, task.preprocessing());
    }

    @Override
    public List<List<Detection>> detect(List<Image> images, double minScore) {
        return gate.call(() -> {
            List<TiledImage> tiled = images.stream()
                    .map(image -> TiledImage.of(image, tiling, task.preprocessing()))
                    .toList();
            List<TiledImage.Cutout> cutouts =
                    tiled.stream().flatMap(image -> image.cutouts().stream()).toList();
            Iterator<TiledImage> next = tiled.iterator();
            TiledImage open = null;
            for (int from = 0; from < cutouts.size(); from += BATCH) {
                List<TiledImage.Cutout> some = cutouts.subList(from, Math.min(cutouts.size(), from + BATCH));
                try (PixelBatch batch = PixelBatch.of(some, task.preprocessing().letterbox(), buffers)) {
                    List<List<Detection>> onInput = task.detect(batch.pixels(), batch.size(), minScore);
                    for (int i = 0; i < some.size(); i++) {
                        open = open == null || open.isComplete() ? next.next() : open;
                        open.add(Detection.toSource(
                                onInput.get(i),
                                task.classes(),
                                batch.transform(i),
                                some.get(i).region().size()));
                    }
                }
            }
            return tiled.stream().map(TiledImage::merged).toList();
        });
    }

    @Override
    public void close() {
        gate.close(() -> {
            task.close();
            buffers.clear();
        });
    }
}
