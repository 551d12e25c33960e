package org.vpt4j.detect.inference;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.PostProcessing;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.vision.encoder.AdaptationConstants;
import org.vpt4j.vision.encoder.EncoderWeights;
import org.vpt4j.vision.image.ImageSize;
import org.vpt4j.vision.onnx.OnnxGraph;
import org.vpt4j.vision.onnx.WeightFormat;
import org.vpt4j.vision.runtime.EncoderPrompt;
import org.vpt4j.vision.runtime.Features;
import org.vpt4j.vision.runtime.OnnxEncoder;
import org.vpt4j.vision.runtime.RunTurns;
import org.vpt4j.vision.runtime.RuntimeOptions;

/** One encoder, and tasks that run on it: a batch of pixels passes it once, then each task's head. Close it. */
final class TaskRunner implements AutoCloseable {
    private final OnnxEncoder encoder;
    private final WeightFormat format;
    private final HeadForms heads;
    private final EncoderPrompt noPrompt;
    private final RunTurns turns;

    /**
     * One image looked at by one task.
     *
     * @param row which of the batch
     */
    record Look(int row, LoadedTask task, double minScore) {}

    private TaskRunner(OnnxEncoder encoder, WeightFormat format, RuntimeOptions options) {
        this.encoder = encoder;
        this.format = format;
        this.heads = new HeadForms(encoder.config(), options);
        this.noPrompt = encoder.prompt(AdaptationConstants.NONE);
        this.turns = RunTurns.of(options);
    }

    /** @param layers whose features its tasks may ask for */
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
     * Makes a task ready.
     *
     * @param constants what its method comes to; what it changes of the encoder, the encoder has been loaded with
     */
    LoadedTask load(CheckedTask task, AdaptationConstants constants) {
        // one object for all tasks without a prompt: they can share what the encoder computes
        AdaptationConstants fed = constants.prompt();
        EncoderPrompt prompt = fed.equals(AdaptationConstants.NONE) ? noPrompt : encoder.prompt(fed);
        OnnxGraph graph = HeadForm.graph(task, constants, encoder.config(), format);
        HeadArguments arguments = new HeadArguments(graph.arguments());
        try {
            boolean suppress = task.head().needsSuppression();
            return new LoadedTask(this, task.task(), suppress, prompt, heads.lease(graph, task), arguments);
        } catch (RuntimeException e) {
            arguments.close();
            throw e;
        }
    }

    /**
     * Detects.
     *
     * @param pixels {@code [rows, 3, H, W]}, direct
     * @param prompts one for all rows, or one for each, with equal token counts
     * @param looks who looks at which row; each row's prompt is that of the tasks that do
     * @return for each look its detections in input pixels
     */
    List<List<Detection>> detect(
            FloatBuffer pixels, int rows, ImageSize input, List<EncoderPrompt> prompts, List<Look> looks) {
        Set<Integer> layers = new TreeSet<>();
        Map<LoadedTask, List<Integer>> rowsOf = new LinkedHashMap<>();
        for (Look look : looks) {
            layers.addAll(look.task().layers());
            List<Integer> own = rowsOf.computeIfAbsent(look.task(), t -> new ArrayList<>());
            if (!own.contains(look.row())) {
                own.add(look.row());
            }
        }
        Map<LoadedTask, Proposals> proposals = turns.take(() -> {
            Map<LoadedTask, Proposals> each = new LinkedHashMap<>();
            try (Features features =
                    encoder.encode(pixels, rows, input.height(), input.width(), prompts, List.copyOf(layers))) {
                rowsOf.forEach((task, own) -> each.put(task, task.propose(features, own)));
            }
            return each;
        });
        List<List<Detection>> found = new ArrayList<>();
        for (Look look : looks) {
            int position = rowsOf.get(look.task()).indexOf(look.row());
            found.add(PostProcessing.STANDARD.apply(
                    proposals.get(look.task()), position, look.task().suppress(), input, look.minScore()));
        }
        return found;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
