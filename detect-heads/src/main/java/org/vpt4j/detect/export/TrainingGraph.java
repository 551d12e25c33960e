package org.vpt4j.detect.export;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.vpt4j.detect.Detection;
import org.vpt4j.detect.head.Proposals;
import org.vpt4j.detect.inference.CheckedTask;
import org.vpt4j.detect.inference.DetectionModel;
import org.vpt4j.detect.inference.PyTorchEngine;
import org.vpt4j.detect.inference.TaskGraphs;
import org.vpt4j.vision.backbone.Backbone;
import org.vpt4j.vision.encoder.Precision;
import org.vpt4j.vision.encoder.VisionEncoder;

/** The training graph, on the PyTorch engine, in float32. */
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
            return new TrainingGraph(encoder, task.model(encoder));
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
        List<List<Detection>> detections = model.decoder().decode(proposals, TaskGraphs.LEAST_SCORE);
        return new Outcome(Optional.of(proposals), detections);
    }

    @Override
    public void close() {
        model.close();
        encoder.close();
    }
}
