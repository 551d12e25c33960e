package org.vpt4j.detect.inference;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.TaskDetector;
import org.vpt4j.detect.metric.CocoEvaluator;
import org.vpt4j.detect.metric.Evaluation;
import org.vpt4j.vision.image.Region;
import org.vpt4j.vision.script.Tensors;

/**
 * Runs a detector over a dataset and measures it as COCO does. In a tiled dataset, what is found on an image and its tiles is
 * merged, and compared with the objects of the whole image.
 */
public final class Evaluator {
    /** Lowest score of a detection that counts; low, since AP uses the whole ranking. */
    private static final double MIN_SCORE = 0.001;

    private Evaluator() {}

    /**
     * Detects on every image and compares with the annotations.
     *
     * @param loader of the dataset, which has the detector's classes: batches without augmentation, in order
     * @param progress is called with the number of whole images done
     */
    public static Evaluation evaluate(TaskDetector detector, DetectionLoader loader, IntConsumer progress) {
        return evaluate(
                detector.classes(),
                loader.epoch(0),
                Batch::images,
                Batch::close,
                batch -> detector.detect(batch.pixels(), batch.size(), MIN_SCORE),
                progress);
    }

    /**
     * Detects on every image of a source and compares with the annotations.
     *
     * @param tensors the trained tensors to use
     * @param source batches without augmentation, in order
     * @param progress is called with the number of whole images done
     */
    public static Evaluation evaluate(
            DetectionModel model, Tensors tensors, ImageBatch.Source source, IntConsumer progress) {
        return evaluate(
                model.spec().classes(),
                source.epoch(0, 0),
                ImageBatch::images,
                ImageBatch::close,
                batch -> model.detect(batch, tensors, MIN_SCORE),
                progress);
    }

    private static <B> Evaluation evaluate(
            List<String> classes,
            Iterator<? extends B> batches,
            Function<B, List<Batch.Image>> images,
            Consumer<B> close,
            Function<B, List<List<Detection>>> detector,
            IntConsumer progress) {
        CocoEvaluator evaluator = new CocoEvaluator(classes.size());
        List<Evaluation.ImageDetections> results = new ArrayList<>();
        Pending pending = new Pending(found -> {
            evaluator.addImage(results.size() + 1L, found.image().annotations(), found.found());
            results.add(found);
        });
        while (batches.hasNext()) {
            B batch = batches.next();
            try {
                List<List<Detection>> found = detector.apply(batch);
                List<Batch.Image> shown = images.apply(batch);
                for (int i = 0; i < shown.size(); i++) {
                    Batch.Image image = shown.get(i);
                    pending.add(
                            image.source(),
                            Detection.toSource(
                                    found.get(i),
                                    classes,
                                    image.transform(),
                                    image.source().size()));
                }
            } finally {
                close.accept(batch);
            }
            progress.accept(pending.begun);
        }
        pending.end();
        return new Evaluation(evaluator.evaluate(), evaluator.operatingPoints(), results);
    }

    /** The whole image that was detected on last, until all its tiles have been seen too. */
    private static final class Pending {
        private final Consumer<Evaluation.ImageDetections> complete;
        private final List<TileMerging.Part> parts = new ArrayList<>();
        private LabelledImage whole;
        private int begun;

        Pending(Consumer<Evaluation.ImageDetections> complete) {
            this.complete = complete;
        }

        /** @param found in pixels of the image or tile */
        void add(LabelledImage image, List<Detection> found) {
            if (!image.isTile()) {
                end();
                whole = image;
                begun++;
            } else if (whole == null || !whole.file().equals(image.file())) {
                throw new IllegalArgumentException("the tile " + image.name() + " does not follow its image");
            }
            parts.add(TileMerging.Part.of(image.region().orElseGet(() -> Region.of(image.size())), found));
        }

        void end() {
            if (whole != null) {
                complete.accept(new Evaluation.ImageDetections(whole, TileMerging.merge(parts, whole.size())));
                parts.clear();
                whole = null;
            }
        }
    }
}
