package org.vpt4j.detect.export.trial;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.export.TaskGraphs;
import org.vpt4j.detect.model.CheckedTask;
import org.vpt4j.detect.model.DetectionModel;
import org.vpt4j.detect.model.PyTorchEngine;
import org.vpt4j.detect.model.TaskModels;
import org.vpt4j.detect.postprocess.PostProcessing;
import org.vpt4j.detect.postprocess.Proposals;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;
import org.vpt4j.vision.weights.Backbone;

/** The graph that was trained, on the PyTorch engine, in float32. */
final class TrainingGraph implements DetectingGraph {
    private final VisionEncoder encoder;
    private final DetectionModel model;

    private TrainingGraph(VisionEncoder encoder, DetectionModel model) {
        this.encoder = encoder;
        this.model = model;
    }

    static TrainingGraph load(CheckedTask task, Backbone backbone, int threads) {
        PyTorchEngine.start(threads);
        VisionEncoder encoder = VisionEncoder.load(backbone, Precision.FLOAT32, PyTorchEngine.device("cpu"));
        try {
            return new TrainingGraph(encoder, TaskModels.load(task.task(), backbone, encoder));
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    @Override
    public String what() {
        return "the training graph";
    }

    @Override
    public Outcome run(ByteBuffer pixels, int images) {
        Proposals proposals = model.propose(pixels, images, model.parameters());
        List<List<Detection>> detections = IntStream.range(0, images)
                .mapToObj(i -> PostProcessing.STANDARD.apply(
                        proposals,
                        i,
                        model.head().needsSuppression(),
                        model.spec().canvas(),
                        TaskGraphs.LEAST_SCORE))
                .toList();
        return new Outcome(Optional.of(proposals), detections);
    }

    @Override
    public void close() {
        model.close();
        encoder.close();
    }
}
