package org.vpt4j.detect.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.task.Preprocessing;
import org.vpt4j.vision.image.Image;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.image.Normalization;
import org.vpt4j.vision.runtime.EncoderPrompt;

/**
 * Jobs that pass the encoder together: their images have one input, their prompts equal numbers of tokens. An image
 * that several tasks look at with the same prompt, or with none, is encoded once for all of them.
 */
final class MixedBatch {
    private final Preprocessing preprocessing;
    private final Map<Row, Integer> rows = new LinkedHashMap<>();
    private final List<Integer> jobs = new ArrayList<>();
    private final List<TaskRunner.Look> looks = new ArrayList<>();

    /** One image to be looked at by one task. */
    record Job(Image image, LoadedTask task, double minScore) {}

    /** Whether two jobs may be in one batch. */
    private record Kind(ImageSize input, Normalization normalization, List<Integer> tokenCounts) {
        static Kind of(LoadedTask task) {
            Preprocessing preprocessing = task.preprocessing();
            return new Kind(
                    preprocessing.input(),
                    preprocessing.normalization(),
                    task.prompt().tokenCounts());
        }
    }

    /** What the encoder computes once; images and prompts are the same if they are one object. */
    private record Row(Image image, EncoderPrompt prompt) {}

    private MixedBatch(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
    }

    /**
     * Sorts jobs into batches.
     *
     * @param most rows of a batch
     */
    static List<MixedBatch> of(List<Job> jobs, int most) {
        List<MixedBatch> all = new ArrayList<>();
        Map<Kind, MixedBatch> open = new LinkedHashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            Kind kind = Kind.of(job.task());
            MixedBatch batch = open.get(kind);
            if (batch == null || !batch.hasRoom(job, most)) {
                batch = new MixedBatch(job.task().preprocessing());
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
        looks.add(new TaskRunner.Look(row, job.task(), job.minScore()));
    }

    /** Detects, and puts what is found at the jobs' places, in the images' own pixels. */
    void run(TaskRunner runner, PixelBuffers buffers, List<List<Detection>> results) {
        List<Image> images = rows.keySet().stream().map(Row::image).toList();
        List<EncoderPrompt> prompts = rows.keySet().stream().map(Row::prompt).toList();
        try (PixelBatch batch = PixelBatch.of(images, preprocessing, buffers)) {
            List<List<Detection>> found =
                    runner.detect(batch.pixels().asFloatBuffer(), batch.size(), batch.input(), prompts, looks);
            for (int i = 0; i < found.size(); i++) {
                int row = looks.get(i).row();
                results.set(
                        jobs.get(i),
                        Detection.toSource(
                                found.get(i),
                                looks.get(i).task().classes(),
                                batch.transform(row),
                                images.get(row).size()));
            }
        }
    }
}
