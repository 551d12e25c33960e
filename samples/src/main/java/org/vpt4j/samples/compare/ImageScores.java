package org.vpt4j.samples.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.vpt4j.datasets.LabelledImage;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.metric.CocoEvaluator;

/** Compares methods on resampled images, from the stored detections of their runs. */
final class ImageScores {
    private static final int RESAMPLES = 1000;
    private static final int LEAST_RESAMPLES = 100;
    private static final long STEPS = 4_000_000_000L; // takes some seconds
    private static final long SEED = 20_260_101;

    private final List<LabelledImage> images;
    private final int classes;
    private final Map<RunFolder, CocoEvaluator.ResampledAp> scores = new HashMap<>();

    /** @param classes number of classes */
    public ImageScores(List<LabelledImage> images, int classes) {
        this.images = images;
        this.classes = classes;
    }

    /** The interval of the difference of their mean APs; empty with fewer than two images. */
    public Optional<ImageBootstrap> difference(CellSummary first, CellSummary second) {
        List<RunRow> both =
                Stream.concat(first.done().stream(), second.done().stream()).toList();
        if (images.size() < 2 || !both.stream().allMatch(row -> row.folder().hasDetections())) {
            return Optional.empty();
        }
        long work = both.stream().mapToLong(row -> scores(row).work()).sum();
        int resamples = (int) Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, STEPS / Math.max(1, work)));
        return Optional.of(ImageBootstrap.of(images.size(), functions(first), functions(second), resamples, SEED));
    }

    private List<ToDoubleFunction<int[]>> functions(CellSummary cell) {
        return cell.done().stream()
                .map(row -> (ToDoubleFunction<int[]>) counts -> scores(row).ap(counts))
                .toList();
    }

    private CocoEvaluator.ResampledAp scores(RunRow row) {
        return scores.computeIfAbsent(row.folder(), folder -> {
            Map<String, List<Detection>> found = folder.detections();
            return new CocoEvaluator.ResampledAp(
                    classes,
                    images.stream().map(LabelledImage::annotations).toList(),
                    images.stream()
                            .map(image -> found.getOrDefault(image.name(), List.of()))
                            .toList());
        });
    }
}
