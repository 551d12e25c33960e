package org.vpt4j.detect.inference;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.Adaptation;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.EncoderPrompt;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RunTurns;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** One encoder and the tasks on it: a batch runs through the encoder once, then through each task's head. Close it. */
final class TaskRunner implements AutoCloseable {
    private final OnnxEncoder encoder;
    private final WeightFormat format;
    private final HeadSessions heads;
    private final EncoderPrompt noPrompt;
    private final RunTurns turns;

    /**
     * One task to run on one image.
     *
     * @param row of the image in the batch
     */
    record Query(int row, LoadedTask task, double minScore) {}

    private TaskRunner(OnnxEncoder encoder, WeightFormat format, RuntimeOptions options) {
        this.encoder = encoder;
        this.format = format;
        this.heads = new HeadSessions(encoder.config(), options);
        this.noPrompt = encoder.prompt(Adaptation.Constants.NONE);
        this.turns = RunTurns.of(options);
    }

    /** @param layers whose features tasks may read */
    static TaskRunner open(EncoderWeights weights, List<Integer> layers, WeightFormat format, RuntimeOptions options) {
        OnnxEncoder encoder = OnnxEncoder.load(weights, layers, format, options);
        try {
            return new TaskRunner(encoder, format, options);
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    /**
     * Loads a task.
     *
     * @param constants of its method; the encoder was loaded with those that change it
     */
    LoadedTask load(CheckedTask task, Adaptation.Constants constants) {
        // one object for all tasks without a prompt, so that they share encoder runs
        Adaptation.Constants fed = constants.prompt();
        EncoderPrompt prompt = fed.equals(Adaptation.Constants.NONE) ? noPrompt : encoder.prompt(fed);
        OnnxGraph graph = HeadSession.graph(task, constants, encoder.config(), format);
        HeadValues values = new HeadValues(graph.arguments());
        try {
            return new LoadedTask(this, task, prompt, heads.lease(graph, task), values);
        } catch (RuntimeException e) {
            values.close();
            throw e;
        }
    }

    /**
     * Detects.
     *
     * @param pixels {@code [rows, 3, H, W]}, direct
     * @param prompts one for all rows, or one for each, with equal token counts
     * @param queries which task runs on which row; each row's prompt is that of its tasks
     * @return for each query its detections in input pixels
     */
    List<List<Detection>> detect(
            FloatBuffer pixels, int rows, ImageSize input, List<EncoderPrompt> prompts, List<Query> queries) {
        Set<Integer> layers = new TreeSet<>();
        Map<LoadedTask, List<Integer>> rowsOf = new LinkedHashMap<>();
        for (Query query : queries) {
            layers.addAll(query.task().layers());
            List<Integer> own = rowsOf.computeIfAbsent(query.task(), t -> new ArrayList<>());
            if (!own.contains(query.row())) {
                own.add(query.row());
            }
        }
        Map<LoadedTask, Proposals> proposals = turns.take(() -> {
            Map<LoadedTask, Proposals> each = new LinkedHashMap<>();
            try (OnnxEncoder.Features features =
                    encoder.encode(pixels, rows, input.height(), input.width(), prompts, List.copyOf(layers))) {
                rowsOf.forEach((task, own) -> each.put(task, task.propose(features, own)));
            }
            return each;
        });
        List<List<Detection>> found = new ArrayList<>();
        for (Query query : queries) {
            int position = rowsOf.get(query.task()).indexOf(query.row());
            found.add(query.task().decoder().decode(proposals.get(query.task()), position, query.minScore()));
        }
        return found;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
