package org.vpt4j.detect.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.vision.image.Letterbox;
import org.vpt4j.vision.runtime.EncoderPrompt;

/**
 * Jobs of one encoder run: their tasks have the same letterbox and prompts of the same length. An image that several
 * tasks need with the same prompt, or without one, is encoded once.
 */
final class MixedBatch {
    private final Letterbox letterbox;
    private final Map<Row, Integer> rows = new LinkedHashMap<>();
    private final List<Integer> jobs = new ArrayList<>();
    private final List<TaskRunner.Query> queries = new ArrayList<>();

    /** One image, or a tile, and one task to run on it. */
    record Job(TiledImage.Cutout image, LoadedTask task, double minScore) {}

    /** Whether two jobs may be in one batch. */
    private record Kind(Letterbox letterbox, List<Integer> tokenCounts) {
        static Kind of(LoadedTask task) {
            return new Kind(task.preprocessing().letterbox(), task.prompt().tokenCounts());
        }
    }

    /** A row of the batch; images and prompts are compared by identity. */
    private record Row(TiledImage.Cutout image, EncoderPrompt prompt) {}

    private MixedBatch(Letterbox letterbox) {
        this.letterbox = letterbox;
    }

    /**
     * Groups jobs into batches.
     *
     * @param most maximum rows of a batch
     */
    static List<MixedBatch> of(List<Job> jobs, int most) {
        List<MixedBatch> all = new ArrayList<>();
        Map<Kind, MixedBatch> open = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            Kind kind = Kind.of(job.task());
            MixedBatch batch = open.get(kind);
            if (batch == null || !batch.hasRoom(job, most)) {
                batch = new MixedBatch(kind.letterbox());
                all.add(batch);
                open.put(kind, batch);
            }
            batch.add(i, job);
        }
        return all;
    }

    private static Row row(Job job) {
        return new Row(job.image(), job.task().prompt());
    }

    private boolean hasRoom(Job job, int most) {
        return rows.size() < most || rows.containsKey(row(job));
    }

    private void add(int index, Job job) {
        int row = rows.computeIfAbsent(row(job), r -> rows.size());
        jobs.add(index);
        queries.add(new TaskRunner.Query(row, job.task(), job.minScore()));
    }

    /** Detects, and stores each job's detections, in pixels of its image or tile, at its index. */
    void run(TaskRunner runner, PixelBatch.Memory buffers, List<List<Detection>> results) {
        List<TiledImage.Cutout> images = rows.keySet().stream().map(Row::image).toList();
        List<EncoderPrompt> prompts = rows.keySet().stream().map(Row::prompt).toList();
        try (PixelBatch batch = PixelBatch.of(images, letterbox, buffers)) {
            List<List<Detection>> found =
                    runner.detect(batch.pixels().asFloatBuffer(), batch.size(), batch.input(), prompts, queries);
            for (int i = 0; i < found.size(); i++) {
                int row = queries.get(i).row();
                results.set(
                        jobs.get(i),
                        Detection.toSource(
                                found.get(i),
                                queries.get(i).task().classes(),
                                batch.transform(row),
                                images.get(row).region().size()));
            }
        }
    }
}
