package org.vpt4j.detect.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import org.vpt4j.datasets.loader.Batch;
import org.vpt4j.datasets.loader.BatchImage;
import org.vpt4j.datasets.loader.DetectionLoader;
import org.vpt4j.detect.BatchDetector;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoEvaluator;

/** Runs a detector over a dataset and measures it as COCO does. */
public final class Evaluator {
    /** Lowest score of a detection that counts: low, for AP looks at the whole ranking. */
    private static final double MIN_SCORE = 0.001;

    private Evaluator() {}

    /**
     * Detects on every image and compares with the truth.
     *
     * @param detector asked from this thread alone
     * @param classes how many the dataset has
     * @param loader of the dataset: batches without augmentation, in order
     * @param progress hears the number of images done
     */
    public static Evaluation evaluate(
            BatchDetector detector, int classes, DetectionLoader loader, IntConsumer progress) {
        CocoEvaluator evaluator = new CocoEvaluator(classes);
        List<ImageDetections> results = new ArrayList<>();
        for (Iterator<Batch> batches = loader.epoch(0); batches.hasNext(); ) {
            try (Batch batch = batches.next()) {
                List<List<Detection>> found = detector.detect(batch.pixels(), batch.size(), MIN_SCORE);
                for (int i = 0; i < batch.size(); i++) {
                    BatchImage image = batch.images().get(i);
                    List<Detection> onSource = Detection.toSource(
                            found.get(i), image.transform(), image.source().size());
                    evaluator.addImage(results.size() + 1L, image.source().annotations(), onSource);
                    results.add(new ImageDetections(image.source(), onSource));
                }
            }
            progress.accept(results.size());
        }
        return new Evaluation(evaluator.evaluate(), evaluator.operatingPoints(), results);
    }
}
